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

test('SYNC-5 what waits for a pause runs between no two scans of a burst, and yet once a second, right behind a scan', () => {
  const ranAt: number[] = []
  const began = performance.now()
  const call = inPause(200, 1_000, () => void ranAt.push(performance.now() - began))
  for (let scan = 0; scan <= 20; scan += 1) {
    call()
    vi.advanceTimersByTime(130)
  }
  expect(ranAt).toEqual([1_060, 2_230])
  vi.advanceTimersByTime(5_000)
  expect(ranAt).toEqual([1_060, 2_230, 2_800])
})

test('calls that come faster than anybody scans do not put it off', () => {
  let runs = 0
  const call = inPause(200, 1_000, () => (runs += 1))
  for (let at = 0; at < 1_030; at += 5) {
    call()
    vi.advanceTimersByTime(5)
  }
  expect(runs).toBe(1)
})
