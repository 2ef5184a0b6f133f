import { expect, test } from 'vitest'
import { addedUp, statedRates } from './one-currency.ts'

const sum = (currency: string, expected: string, short: string, over: string) => ({
  currency,
  expectedMicros: expected,
  shortMicros: short,
  overMicros: over,
  shrinkMilli: null,
  withoutCost: 1,
})
const money = [sum('EUR', '100000000', '-5000000', '1000000'), sum('USD', '200000000', '-4000000', '0')]

test('given a rate for every other currency, amounts are added; given none, they are not', () => {
  expect(addedUp(money, 'EUR', statedRates({}))).toBeNull()
  expect(addedUp(money, 'EUR', statedRates({ USD: '0,92' }))).toEqual({
    currency: 'EUR',
    expectedMicros: 284_000_000n,
    shortMicros: -8_680_000n,
    overMicros: 1_000_000n,
    withoutCost: 2,
  })
})

test('what is no number above 0 states no rate', () => {
  for (const typed of ['', 'one', '0', '-1', '1.2.3']) expect(statedRates({ USD: typed }).size).toBe(0)
})
