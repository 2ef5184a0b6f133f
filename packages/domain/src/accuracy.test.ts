import { describe, expect, test } from 'vitest'
import {
  accuracyOf,
  addTallies,
  inOneCurrency,
  noRecords,
  shrinkMilli,
  tallyOf,
  type CountedRecord,
} from './accuracy.ts'
import { fc, forAll } from './property.fixture.ts'

const tolerance = { percentMilli: 5000, unitsMilli: 1000 }

const record = (expected: number, counted: number, more: Partial<CountedRecord> = {}): CountedRecord => ({
  expectedMilli: expected * 1000,
  countedMilli: counted * 1000,
  unit: 'each',
  expectedCostMicros: BigInt(expected) * 2_000_000n,
  costVarianceMicros: BigInt(counted - expected) * 2_000_000n,
  currency: 'EUR',
  ...more,
})

const tallied = (...records: readonly CountedRecord[]) =>
  records.map((each) => tallyOf(each, tolerance)).reduce(addTallies, noRecords)

describe('record accuracy', () => {
  test('five too many here and five too few there are two wrong records, never one right sum', () => {
    const found = accuracyOf(tallied(record(10, 15), record(10, 5)))
    expect(found.exact).toMatchObject({ hits: 0, of: 2, percentMilli: 0 })
    expect(found.meanPercentMilli).toBe(0)
    expect(found.meanAbsolutePercentMilli).toBe(50_000)
  })

  test('a record is within a percentage of the book, its edge included, and within units', () => {
    const found = tallied(record(100, 105), record(100, 94), record(2, 3), record(20, 20))
    expect(found).toMatchObject({ records: 4, exact: 1, withinPercent: 2, withinUnits: 2, short: 1, over: 2 })
  })

  test('stock that the book has none of is within no percentage, and in no mean', () => {
    const found = tallied(record(0, 1), record(0, 0), record(10, 9))
    expect(found).toMatchObject({ withinPercent: 1, withPercent: 2 })
    expect(accuracyOf(found)).toMatchObject({
      withoutPercent: 1,
      meanPercentMilli: -5000,
      meanAbsolutePercentMilli: 5000,
    })
  })

  test('has no share and no mean of nothing', () => {
    expect(accuracyOf(noRecords)).toMatchObject({
      exact: { percentMilli: null },
      meanPercentMilli: null,
      withoutPercent: 0,
    })
  })
})

describe('sums', () => {
  test('pieces and kilograms, euros and dollars are not added', () => {
    const found = tallied(
      record(10, 8),
      record(4, 5, { unit: 'kg', currency: 'USD' }),
      record(1, 0, { expectedCostMicros: null, costVarianceMicros: null }),
    )
    expect(found.units).toEqual([
      { unit: 'each', expectedMilli: 11_000, countedMilli: 8000, shortMilli: -3000, overMilli: 0 },
      { unit: 'kg', expectedMilli: 4000, countedMilli: 5000, shortMilli: 0, overMilli: 1000 },
    ])
    expect(found.money).toEqual([
      {
        currency: 'EUR',
        expectedMicros: 20_000_000n,
        shortMicros: -4_000_000n,
        overMicros: 0n,
        withoutCost: 1,
      },
      {
        currency: 'USD',
        expectedMicros: 8_000_000n,
        shortMicros: 0n,
        overMicros: 2_000_000n,
        withoutCost: 0,
      },
    ])
  })

  test('of several currencies are one only at rates that somebody stated', () => {
    const { money } = tallied(record(10, 8), record(4, 5, { currency: 'USD' }))
    expect(inOneCurrency(money, 'USD', new Map())).toBeNull()
    expect(inOneCurrency(money, 'USD', new Map([['EUR', 1_080_000n]]))).toEqual({
      currency: 'USD',
      expectedMicros: 29_600_000n,
      shortMicros: -4_320_000n,
      overMicros: 2_000_000n,
      withoutCost: 0,
    })
  })

  test('shrink is the net loss of the cost the book had; a gain is below zero, nothing known is nothing', () => {
    const cost = (expectedMicros: bigint, shortMicros: bigint, overMicros: bigint) =>
      shrinkMilli({ expectedMicros, shortMicros, overMicros })
    expect([cost(200n, -6n, 2n), cost(200n, 0n, 2n), cost(0n, 0n, 0n)]).toEqual([2000, -1000, null])
  })
})

const records = fc.array(
  fc
    .record({
      expectedMilli: fc.oneof(fc.constant(0), fc.integer({ min: -9000, max: 900_000 })),
      countedMilli: fc.integer({ min: 0, max: 900_000 }),
      unit: fc.constantFrom('each', 'kg'),
      currency: fc.constantFrom('EUR', 'USD'),
      cost: fc.option(fc.bigInt(0n, 90_000_000n)),
    })
    .map(({ cost, ...plain }): CountedRecord => ({
      ...plain,
      expectedCostMicros: cost === null ? null : cost * BigInt(plain.expectedMilli),
      costVarianceMicros: cost === null ? null : cost * BigInt(plain.countedMilli - plain.expectedMilli),
    })),
  { maxLength: 40 },
)

test('the parts add up to the whole, however they are split and in whatever order', () =>
  forAll([records, fc.nat(40), fc.nat(40)], (all, cut, turn) => {
    const whole = tallied(...all)
    const turned = [...all.slice(turn), ...all.slice(0, turn)].toReversed()
    expect(tallied(...turned)).toEqual(whole)
    expect(addTallies(tallied(...all.slice(0, cut)), tallied(...all.slice(cut)))).toEqual(whole)
  }))

test('nothing is netted: a further wrong record never makes the accuracy better', () =>
  forAll([records, fc.integer({ min: 1, max: 9000 })], (all, off) => {
    const right = tallied(...all).exact
    const wrong = { ...record(5, 5), countedMilli: 5000 + off }
    const found = tallied(...all, wrong, { ...wrong, countedMilli: 5000 - Math.min(off, 5000) })
    expect(found.exact).toBe(right)
    expect(found.records).toBe(all.length + 2)
  }))

test('what is short and what is over come to counted less expected, of quantities and of money, exactly', () =>
  forAll([records], (all) => {
    for (const sum of tallied(...all).units) {
      expect(sum.shortMilli + sum.overMilli).toBe(sum.countedMilli - sum.expectedMilli)
    }
    for (const { currency, shortMicros, overMicros, withoutCost } of tallied(...all).money) {
      const known = all.filter((each) => each.currency === currency && each.costVarianceMicros !== null)
      const net = known.reduce((sum, each) => sum + (each.costVarianceMicros ?? 0n), 0n)
      expect(shortMicros + overMicros).toBe(net)
      expect(withoutCost).toBe(all.filter((each) => each.currency === currency).length - known.length)
    }
  }))
