import { readFileSync } from 'node:fs'
import {
  accuracyOf,
  addTallies,
  noRecords,
  proportion,
  sampleSize,
  shrinkMilli,
  tallyOf,
  type CountedRecord,
} from '@cyclecount/domain'
import { expect, test } from 'vitest'

interface Example {
  readonly records?: readonly (readonly [book: number, counted: number])[]
  readonly tolerance?: { readonly percent: number; readonly units: number }
  readonly share?: readonly [hits: number, of: number]
  readonly population?: number
  readonly margin?: number
  readonly bookCost?: number
  readonly short?: number
  readonly over?: number
  readonly gives: Readonly<Record<string, number>>
}

const page = readFileSync(new URL('../../../../docs/figures.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```json example\n(.*?)```/gs)].map(([, text = '']) => text)

test.each(examples)('the page on figures is right: %s', (text) => {
  const example = JSON.parse(text) as Example
  expect(givenBy(example)).toEqual(example.gives)
})

test('the page on figures has examples', () => expect(examples.length).toBeGreaterThan(5))

function givenBy(example: Example): Readonly<Record<string, number | null>> {
  const { records, share, population = null, margin, bookCost } = example
  if (records !== undefined) return accuracyGiven(example, records)
  if (share !== undefined) {
    const { percentMilli, lowMilli, highMilli } = proportion(...share, population)
    return { percent: inPercent(percentMilli), low: inPercent(lowMilli), high: inPercent(highMilli) }
  }
  if (margin !== undefined) return { sample: sampleSize(population ?? 0, margin * 1000) }
  const [expectedMicros = 0n, shortMicros = 0n, overMicros = 0n] = [
    bookCost,
    example.short,
    example.over,
  ].map((amount = 0) => BigInt(amount) * 1_000_000n)
  return { shrinkPercent: inPercent(shrinkMilli({ expectedMicros, shortMicros, overMicros })) }
}

function accuracyGiven({ tolerance }: Example, records: NonNullable<Example['records']>) {
  const within = {
    percentMilli: (tolerance?.percent ?? 0) * 1000,
    unitsMilli: (tolerance?.units ?? 0) * 1000,
  }
  const tally = records
    .map(([book, counted]) =>
      tallyOf({ ...plain, expectedMilli: book * 1000, countedMilli: counted * 1000 }, within),
    )
    .reduce(addTallies, noRecords)
  const { meanPercentMilli, meanAbsolutePercentMilli, withoutPercent } = accuracyOf(tally)
  const { exact, withinPercent, withinUnits } = tally
  return {
    records: tally.records,
    exact,
    withinPercent,
    withinUnits,
    meanPercent: inPercent(meanPercentMilli),
    meanAbsolutePercent: inPercent(meanAbsolutePercentMilli),
    withoutPercent,
  }
}

const plain: Omit<CountedRecord, 'expectedMilli' | 'countedMilli'> = {
  unit: 'each',
  expectedCostMicros: null,
  costVarianceMicros: null,
  currency: 'EUR',
}

function inPercent(milli: number | null): number | null {
  return milli === null ? null : milli / 1000
}
