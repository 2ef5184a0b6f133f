import { expect, test } from 'vitest'
import { named, namingAt, offeredFor } from './naming.ts'

const people = [
  { personId: '1', name: 'Maya Brandt' },
  { personId: '2', name: 'Martin Maier' },
  { personId: '3', name: 'Olga' },
]

test('an @ at the beginning of a word names somebody, one in an address does not', () => {
  expect(namingAt('Ask @Ma', 7)).toBe('Ma')
  expect(namingAt('@', 1)).toBe('')
  expect(namingAt('mail a@b', 8)).toBeNull()
  expect(namingAt('Ask @Ma and more', 3)).toBeNull()
})

test('those are offered of whose first or last name the beginning was typed, and nobody whose name is whole', () => {
  expect(offeredFor(people, 'ma').map(({ name }) => name)).toEqual(['Maya Brandt', 'Martin Maier'])
  expect(offeredFor(people, 'BRA').map(({ name }) => name)).toEqual(['Maya Brandt'])
  expect(offeredFor(people, 'olga')).toEqual([])
})

test('the whole name takes the place of what was typed of it, within the text', () => {
  expect(named('Ask @Ma, please', 7, 'Ma', 'Maya Brandt')).toEqual({
    text: 'Ask @Maya Brandt, please',
    caret: 16,
  })
  expect(named('@', 1, '', 'Olga').text).toBe('@Olga ')
})
