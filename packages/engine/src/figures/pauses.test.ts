import { expect, test } from 'vitest'
import { pausedWithin } from './productivity.ts'

const at = (instant: number, counting: boolean) => ({ at: instant, counting })

test('a pause counts as far as it lies within the work, also one that nobody ended', () => {
  const changes = [at(0, true), at(10, false), at(12, false), at(30, true), at(50, false)]
  expect(pausedWithin(changes, 0, 40)).toBe(20)
  expect(pausedWithin(changes, 20, 60)).toBe(20)
  expect(pausedWithin([at(0, true)], 0, 100)).toBe(0)
  expect(pausedWithin([at(5, false)], 10, 20)).toBe(10)
})
