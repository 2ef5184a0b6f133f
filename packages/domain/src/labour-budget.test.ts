import { describe, expect, it } from 'vitest'
import { byWorth, fitting, secondsToCount, usualPace, type Countable } from './labour-budget.ts'
import { fc, forAll } from './property.fixture.ts'

const anyCountable: fc.Arbitrary<Countable> = fc.record({
  worth: fc.integer({ min: 0, max: 100_000 }),
  seconds: fc.integer({ min: 1, max: 5000 }),
})

describe('what fits into a labour budget', () => {
  it('PLAN-10 is taken by what it finds for its time', () => {
    const [long, short, sure] = [
      { worth: 90, seconds: 900 },
      { worth: 40, seconds: 100 },
      { worth: 100, seconds: 100 },
    ]
    expect(byWorth([long, short, sure])).toEqual([2, 1, 0])
    expect(fitting([sure, short, long], 200)).toBe(2)
    expect(fitting([sure, short, long], 199)).toBe(1)
  })

  it('is never more than the budget, and one more would be', () => {
    forAll([fc.array(anyCountable), fc.integer({ min: 0, max: 20_000 })], (all, budget) => {
      const n = fitting(all, budget)
      const used = (some: readonly Countable[]): number =>
        some.reduce((total, { seconds }) => total + seconds, 0)
      expect(used(all.slice(0, n))).toBeLessThanOrEqual(budget)
      if (n < all.length) expect(used(all.slice(0, n + 1))).toBeGreaterThan(budget)
    })
  })

  it('orders every item once, and what is worth more for its time never behind', () => {
    forAll([fc.array(anyCountable)], (all) => {
      const order = byWorth(all)
      expect(order.toSorted((a, b) => a - b)).toEqual(all.map((_, at) => at))
      const gains = order.map((at) => (all[at]?.worth ?? 0) / (all[at]?.seconds ?? 1))
      expect(gains).toEqual(gains.toSorted((a, b) => b - a))
    })
  })
})

describe('the time a product takes', () => {
  it('is its units by the pace, and one look where nothing should lie there', () => {
    expect(secondsToCount(500, usualPace)).toBe(3600)
    expect(secondsToCount(0, usualPace)).toBe(8)
    expect(secondsToCount(-3, usualPace)).toBe(8)
    expect(secondsToCount(60, { scansPerHourMilli: 600_000, unitsPerScanMilli: 6000 })).toBe(60)
  })
})
