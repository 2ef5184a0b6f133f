import { describe, expect, it } from 'vitest'
import { expectedErrors, type ErrorEvidence } from './expected-error.ts'
import { fc, forAll } from './property.fixture.ts'

const plain: ErrorEvidence = {
  group: 'Vodka',
  bookUnits: 6,
  unitsOutPerDay: 0.2,
  daysSinceCount: 100,
  wasWrong: false,
  refusals: 0,
  daysSinceOut: 1,
}

const anyEvidence: fc.Arbitrary<ErrorEvidence> = fc.record({
  group: fc.constantFrom('Vodka', 'Gin', 'Rum'),
  bookUnits: fc.integer({ min: -5, max: 500 }),
  unitsOutPerDay: fc.double({ min: 0, max: 50, noNaN: true }),
  daysSinceCount: fc.option(fc.integer({ min: 0, max: 2000 })),
  wasWrong: fc.option(fc.boolean()),
  refusals: fc.integer({ min: 0, max: 20 }),
  daysSinceOut: fc.option(fc.integer({ min: 0, max: 400 })),
})

function chanceOf(one: ErrorEvidence, among: readonly ErrorEvidence[] = []): number {
  return expectedErrors([one, ...among])[0]?.wrongMilli ?? Number.NaN
}

describe('the chance that a record is wrong', () => {
  it('PLAN-10 grows with what moved, with time, with past error, with refused orders and with silence', () => {
    const others = Array.from({ length: 20 }, () => plain)
    const usual = chanceOf(plain, others)
    expect(chanceOf({ ...plain, unitsOutPerDay: 2 }, others)).toBeGreaterThan(usual)
    expect(chanceOf({ ...plain, daysSinceCount: 300 }, others)).toBeGreaterThan(usual)
    expect(chanceOf({ ...plain, wasWrong: true }, others)).toBeGreaterThan(usual)
    expect(chanceOf({ ...plain, refusals: 1 }, others)).toBeGreaterThan(usual)
    expect(chanceOf({ ...plain, daysSinceOut: 30 }, others)).toBeGreaterThan(usual)
  })

  it('PLAN-10 is certain where the book is below 0', () => {
    expect(chanceOf({ ...plain, bookUnits: -1 })).toBe(100_000)
  })

  it('is what a count leaves wrong, the moment after one', () => {
    const fresh = { ...plain, daysSinceCount: 0, daysSinceOut: null }
    expect(chanceOf(fresh)).toBe(15_000)
  })

  it('is higher in a group whose counts found errors, for what was never counted, too', () => {
    const never = { ...plain, wasWrong: null }
    const found = (wasWrong: boolean) =>
      Array.from({ length: 20 }, (): ErrorEvidence => ({ ...plain, wasWrong }))
    const others = found(false).map((one) => ({ ...one, group: 'Gin' }))
    expect(chanceOf(never, [...found(true), ...others])).toBeGreaterThan(
      chanceOf({ ...never, group: 'Gin' }, [...found(true), ...others]),
    )
  })

  it('takes refused orders by what the facility refuses at all: one of many sales says less than one of few', () => {
    const busy = { ...plain, unitsOutPerDay: 20, refusals: 1 }
    const gain = (one: ErrorEvidence): number =>
      chanceOf(one, [plain, busy]) - chanceOf({ ...one, refusals: 0 }, [plain, busy])
    expect(gain({ ...plain, refusals: 1 })).toBeGreaterThan(gain(busy))
  })

  it('lies within 0 and 100 % and is the same in whatever order the records come', () => {
    forAll([fc.array(anyEvidence, { minLength: 1, maxLength: 30 })], (all) => {
      const found = expectedErrors(all)
      const backwards = expectedErrors(all.toReversed()).toReversed()
      expect(found.every(({ wrongMilli }) => wrongMilli >= 0 && wrongMilli <= 100_000)).toBe(true)
      expect(found.every(({ offMilli }) => offMilli >= 1000)).toBe(true)
      for (const [at, { wrongMilli }] of found.entries())
        expect(Math.abs(wrongMilli - (backwards[at]?.wrongMilli ?? 0))).toBeLessThanOrEqual(1)
    })
  })
})
