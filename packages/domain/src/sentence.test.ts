import { expect, test } from 'vitest'
import { createSay } from './sentence.ts'

const say = createSay({
  plain: 'There is no such count.',
  late: '{n, plural, one {# late scan waits} other {# late scans wait}} for {who}.',
})

test('a sentence is said from its catalogue, with its values', () => {
  expect(say('plain')).toBe('There is no such count.')
  expect([1, 2, 1].map((n) => say('late', { n, who: 'Ana' }))).toEqual([
    '1 late scan waits for Ana.',
    '2 late scans wait for Ana.',
    '1 late scan waits for Ana.',
  ])
  // @ts-expect-error A key that is in no catalogue.
  expect(say('none')).toBe('none')
})
