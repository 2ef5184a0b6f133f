import { expect, test } from 'vitest'
import { asSheetNumber } from './sheet-number.ts'

test('a sheet’s number is read however it was typed', () => {
  for (const typed of ['SHEET:7K30-9M1T', '7k30 9m1t', '7K3O-9MLT', '7K309MIT'])
    expect(asSheetNumber(typed)).toBe('7K30-9M1T')
  expect(asSheetNumber('')).toBe('-')
})
