import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchFromText, searchToText } from './search-text.ts'

test('a filter of digits stays text in the address and comes back as text', () => {
  expect(searchToText({ q: '00123', status: undefined, state: '' })).toBe('?q=00123')
  expect(searchFromText('?q=00123')).toEqual({ q: '00123' })
})

test('nothing to say leaves no question mark', () => {
  expect(searchToText({ q: undefined })).toBe('')
})

test('whatever was typed survives the address', () => {
  const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1, unit: 'binary' }))
  fc.assert(
    fc.property(values, (search) => {
      const wellFormed = Object.fromEntries(
        Object.entries(search).map(([key, value]) => [key, value.toWellFormed()]),
      )
      expect(searchFromText(searchToText(wellFormed))).toEqual(wellFormed)
    }),
  )
})
