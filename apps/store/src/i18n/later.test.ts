import { brokenMessages } from '@cyclecount/ui/messages'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { later } from './later.ts'

test('every message can be read', () => {
  expect(brokenMessages({ ...en, ...later })).toEqual([])
})

test('no sentence stands in both parts of the catalogue', () => {
  const names = [...Object.keys(en), ...Object.keys(later)]
  expect(new Set(names).size).toBe(names.length)
})
