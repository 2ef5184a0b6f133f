import { expect, test } from 'vitest'
import { createRates } from './rates.ts'

test('a caller has so many requests a minute, which flow back evenly; another caller has their own', () => {
  let now = 0
  const rates = createRates(3, () => now)
  for (let n = 0; n < 3; n += 1) rates.spend('a')
  expect(() => rates.spend('a')).toThrow('At most 3 requests a minute')
  expect(() => rates.spend('b')).not.toThrow()
  now = 20_000
  expect(() => rates.spend('a')).not.toThrow()
  expect(() => rates.spend('a')).toThrow('At most 3 requests a minute')
  now = 200_000
  for (let n = 0; n < 3; n += 1) rates.spend('a')
  expect(() => rates.spend('a')).toThrow('At most 3 requests a minute')
})
