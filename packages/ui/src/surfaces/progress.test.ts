import { expect, test } from 'vitest'
import { progressShare } from './progress.tsx'

test('progress runs from nothing to all and never beyond', () => {
  expect(progressShare(0, 52)).toBe(0)
  expect(progressShare(26, 52)).toBe(0.5)
  expect(progressShare(53, 52)).toBe(1)
})

test('where nothing is to be done nothing is done', () => {
  expect(progressShare(0, 0)).toBe(0)
})
