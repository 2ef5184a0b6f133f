import { expect, test } from 'vitest'
import { packFromText } from './pack.ts'

test('a pack is a whole number of units, at least one', () => {
  expect([' 12 ', '1', '1000000'].map(packFromText)).toEqual([12, 1, 1_000_000])
  expect(['', '0', '-3', '1.5', '01', '1000001', '12 each'].map(packFromText)).toEqual(
    Array.from({ length: 7 }, () => null),
  )
})
