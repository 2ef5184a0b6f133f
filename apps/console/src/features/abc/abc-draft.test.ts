import { expect, test } from 'vitest'
import { classesOf, draftsOf, without, withOneMore } from './abc-draft.ts'

const drafts = draftsOf([
  { name: 'A', throughMilli: 80_000, everyDays: 91 },
  { name: 'B', throughMilli: 100_000, everyDays: 365 },
])

test('what is typed becomes classes again, with a comma or a point', () => {
  expect(drafts).toEqual([
    { name: 'A', through: '80', every: '91' },
    { name: 'B', through: '100', every: '365' },
  ])
  const [first, last] = drafts
  if (!first || !last) throw new Error('two are there')
  expect(classesOf([{ ...first, through: '80,5' }, last])?.[0]?.throughMilli).toBe(80_500)
})

test('shares that do not rise to 100 % and days that are not whole are no classes', () => {
  const [first, last] = drafts
  if (!first || !last) throw new Error('two are there')
  expect(classesOf([first, { ...last, through: '99' }])).toBeNull()
  expect(classesOf([{ ...first, through: '100' }, last])).toBeNull()
  expect(classesOf([{ ...first, every: '1.5' }, last])).toBeNull()
  expect(classesOf([{ ...first, every: '' }, last])).toBeNull()
})

test('a class more shares with the last one, a class less leaves the whole to the last', () => {
  const three = withOneMore(drafts)
  expect(three?.map(({ name, through }) => `${name} ${through}`)).toEqual(['A 80', 'B 90', 'C 100'])
  expect(without(three ?? [], 'C').map(({ name, through }) => `${name} ${through}`)).toEqual([
    'A 80',
    'B 100',
  ])
})
