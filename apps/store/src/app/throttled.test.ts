import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inPause, throttled } from './throttled.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is throttled runs at once, and once more for all that came meanwhile', () => {
  let runs = 0
  const call = throttled(250, () => (runs += 1))
  call()
  call()
  call()
  expect(runs).toBe(1)
  vi.advanceTimersByTime(250)
  expect(runs).toBe(2)
  vi.advanceTimersByTime(1_000)
  expect(runs).toBe(2)
})

test('SYNC-5 what waits for a pause runs between no two scans of a burst, and yet once a second', () => {
  let runs = 0
  const call = inPause(200, 1_000, () => (runs += 1))
  for (let scan = 0; scan < 9; scan += 1) {
    call()
    vi.advanceTimersByTime(100)
  }
  expect(runs).toBe(0)
  call()
  vi.advanceTimersByTime(100)
  expect(runs).toBe(1)
  vi.advanceTimersByTime(5_000)
  expect(runs).toBe(1)
  call()
  vi.advanceTimersByTime(200)
  expect(runs).toBe(2)
})
