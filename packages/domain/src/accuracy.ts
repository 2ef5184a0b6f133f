import { proportion, type Proportion } from './confidence.ts'
import { divideHalfEven } from './money.ts'
import { percentOf } from './variance.ts'

/** One record of the book that was counted: a product at a location, with its lot or serial where it has one. */
export interface CountedRecord {
  readonly expectedMilli: number
  readonly countedMilli: number
  readonly unit: string
  /** Both null where the cost is unknown, or not for the reader's eyes. */
  readonly expectedCostMicros: bigint | null
  readonly costVarianceMicros: bigint | null
  readonly currency: string
}

/** Within which a record is near enough. Inclusive; a book of zero is within no percentage of anything but zero. */
export interface Tolerance {
  /** Thousandths of a percent of the book. */
  readonly percentMilli: number
  readonly unitsMilli: number
}

/** Quantities of one unit of measure. Short is negative, over positive; net is their sum, absolute that of their sizes. */
export interface UnitSum {
  readonly unit: string
  readonly expectedMilli: number
  readonly countedMilli: number
  readonly shortMilli: number
  readonly overMilli: number
}

/** Cost of one currency. Short is negative. `withoutCost` records are in no sum: unknown is not 0. */
export interface MoneySum {
  readonly currency: string
  readonly expectedMicros: bigint
  readonly shortMicros: bigint
  readonly overMicros: bigint
  readonly withoutCost: number
}

/**
 * What any set of records comes to. Tallies of parts add up to the tally of the whole, in any order, and nothing in one is netted: every
 * record is right or wrong by itself before it is counted.
 */
export interface Tally {
  readonly records: number
  readonly exact: number
  readonly withinPercent: number
  readonly withinUnits: number
  readonly short: number
  readonly over: number
  /** Records with a percentage: those whose book is not zero, and those where neither book nor count is anything. */
  readonly withPercent: number
  /** Sums of thousandths of a percent. */
  readonly signedPercentMilli: number
  readonly absolutePercentMilli: number
  /** By unit and by currency, in their order. */
  readonly units: readonly UnitSum[]
  readonly money: readonly MoneySum[]
}

export const noRecords: Tally = {
  records: 0,
  exact: 0,
  withinPercent: 0,
  withinUnits: 0,
  short: 0,
  over: 0,
  withPercent: 0,
  signedPercentMilli: 0,
  absolutePercentMilli: 0,
  units: [],
  money: [],
}

/** The tally of one record. */
export function tallyOf(record: CountedRecord, tolerance: Tolerance): Tally {
  const { expectedMilli, countedMilli, unit, currency } = record
  const variance = countedMilli - expectedMilli
  const size = Math.abs(variance)
  const percent = percentOf(variance, expectedMilli)
  const cost = record.costVarianceMicros
  const knowsCost = cost !== null && record.expectedCostMicros !== null
  return {
    records: 1,
    exact: one(variance === 0),
    withinPercent: one(isWithinPercent(size, expectedMilli, tolerance.percentMilli)),
    withinUnits: one(size <= tolerance.unitsMilli),
    short: one(variance < 0),
    over: one(variance > 0),
    withPercent: one(percent !== null),
    signedPercentMilli: percent ?? 0,
    absolutePercentMilli: Math.abs(percent ?? 0),
    units: [
      {
        unit,
        expectedMilli,
        countedMilli,
        shortMilli: Math.min(0, variance),
        overMilli: Math.max(0, variance),
      },
    ],
    money: [
      {
        currency,
        expectedMicros: knowsCost ? (record.expectedCostMicros ?? 0n) : 0n,
        shortMicros: knowsCost && cost < 0n ? cost : 0n,
        overMicros: knowsCost && cost > 0n ? cost : 0n,
        withoutCost: one(!knowsCost),
      },
    ],
  }
}

/** Two sets of records that share none, together. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    records: a.records + b.records,
    exact: a.exact + b.exact,
    withinPercent: a.withinPercent + b.withinPercent,
    withinUnits: a.withinUnits + b.withinUnits,
    short: a.short + b.short,
    over: a.over + b.over,
    withPercent: a.withPercent + b.withPercent,
    signedPercentMilli: a.signedPercentMilli + b.signedPercentMilli,
    absolutePercentMilli: a.absolutePercentMilli + b.absolutePercentMilli,
    units: merged([...a.units, ...b.units], ({ unit }) => unit, addUnits),
    money: merged([...a.money, ...b.money], ({ currency }) => currency, addMoney),
  }
}

/** The measures of record accuracy in use, side by side; their definitions and sources are in docs/figures.md. */
export interface Accuracy {
  readonly exact: Proportion
  readonly withinPercent: Proportion
  readonly withinUnits: Proportion
  /** Mean of the signed percentage errors in thousandths of a percent: which way the book leans, not how right it is. */
  readonly meanPercentMilli: number | null
  /** Mean of their sizes. */
  readonly meanAbsolutePercentMilli: number | null
  /** Records in neither mean, since a book of zero has no percentage. */
  readonly withoutPercent: number
}

/** `population`: the records that these are a random sample of; null where they were not drawn. */
export function accuracyOf(tally: Tally, population: number | null = null): Accuracy {
  const { records, withPercent } = tally
  const mean = (sum: number) =>
    withPercent === 0 ? null : Number(divideHalfEven(BigInt(sum), BigInt(withPercent)))
  return {
    exact: proportion(tally.exact, records, population),
    withinPercent: proportion(tally.withinPercent, records, population),
    withinUnits: proportion(tally.withinUnits, records, population),
    meanPercentMilli: mean(tally.signedPercentMilli),
    meanAbsolutePercentMilli: mean(tally.absolutePercentMilli),
    withoutPercent: records - withPercent,
  }
}

/**
 * Shrink in thousandths of a percent of the book's cost: what the book had and nobody found, less what was found and the book did not
 * have. Above zero is a loss. Null where the book's cost is not above zero or no cost is known.
 */
export function shrinkMilli({
  expectedMicros,
  shortMicros,
  overMicros,
}: Pick<MoneySum, 'expectedMicros' | 'shortMicros' | 'overMicros'>): number | null {
  if (expectedMicros <= 0n) return null
  return Number(divideHalfEven(-(shortMicros + overMicros) * 100_000n, expectedMicros))
}

/** What one unit of each currency is worth in another, in millionths, as somebody stated it. */
export type Rates = ReadonlyMap<string, bigint>

/** Sums of several currencies in one, each converted once (half even); null where a rate was not stated: they are then not added. */
export function inOneCurrency(sums: readonly MoneySum[], currency: string, rates: Rates): MoneySum | null {
  const converted = sums.map((sum): MoneySum | null => {
    if (sum.currency === currency) return sum
    const rate = rates.get(sum.currency)
    if (rate === undefined) return null
    const at = (micros: bigint) => divideHalfEven(micros * rate, 1_000_000n)
    return {
      currency,
      expectedMicros: at(sum.expectedMicros),
      shortMicros: at(sum.shortMicros),
      overMicros: at(sum.overMicros),
      withoutCost: sum.withoutCost,
    }
  })
  const known = converted.filter((sum) => sum !== null)
  if (known.length < sums.length) return null
  return known.reduce(addMoney, {
    currency,
    expectedMicros: 0n,
    shortMicros: 0n,
    overMicros: 0n,
    withoutCost: 0,
  })
}

function isWithinPercent(size: number, expectedMilli: number, percentMilli: number): boolean {
  if (expectedMilli === 0) return size === 0
  return BigInt(size) * 100_000n <= BigInt(Math.abs(expectedMilli)) * BigInt(percentMilli)
}

function one(isSo: boolean): number {
  return isSo ? 1 : 0
}

function addUnits(a: UnitSum, b: UnitSum): UnitSum {
  return {
    unit: a.unit,
    expectedMilli: a.expectedMilli + b.expectedMilli,
    countedMilli: a.countedMilli + b.countedMilli,
    shortMilli: a.shortMilli + b.shortMilli,
    overMilli: a.overMilli + b.overMilli,
  }
}

function addMoney(a: MoneySum, b: MoneySum): MoneySum {
  return {
    currency: a.currency,
    expectedMicros: a.expectedMicros + b.expectedMicros,
    shortMicros: a.shortMicros + b.shortMicros,
    overMicros: a.overMicros + b.overMicros,
    withoutCost: a.withoutCost + b.withoutCost,
  }
}

function merged<Sum>(
  sums: readonly Sum[],
  keyOf: (sum: Sum) => string,
  add: (a: Sum, b: Sum) => Sum,
): readonly Sum[] {
  const byKey = new Map<string, Sum>()
  for (const sum of sums) {
    const known = byKey.get(keyOf(sum))
    byKey.set(keyOf(sum), known === undefined ? sum : add(known, sum))
  }
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}
