import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

test('[GC3] a line may be as long as is served while somebody waits, at the pace of the last ones', () => {
  const pace = createPace(2)
  expect(pace.bearable()).toBe(Infinity)
  pace.served(1000, 500)
  expect(pace.bearable()).toBe(40_000)
  for (let again = 0; again < 50; again += 1) pace.served(1000, 2000)
  expect(pace.bearable()).toBeCloseTo(10_000, -1)
})

test('[GC3] scans by themselves, and a clock that stands or goes back, say nothing of it', () => {
  const pace = createPace(1)
  pace.served(2, 100)
  pace.served(1000, 0)
  pace.served(1000, -60_000)
  expect(pace.bearable()).toBe(Infinity)
})
