import * as z from 'zod/mini'
import { FacilityIdSchema, Micros, Milli, RunIdSchema } from './ids.ts'

/** Whole numbers in an address. */
const wholeText = z.string().check(z.regex(/^\d{1,9}$/, 'is not a whole number'))

const scope = {
  /** One facility; every facility the person may review where it is not said. */
  facilityId: z.optional(FacilityIdSchema),
  /** One run as it stands; else counts that were submitted to HQ. */
  runId: z.optional(RunIdSchema),
  /** Submitted within so many days. */
  days: z.optional(wholeText),
}

/** By what figures are grouped. */
const FigureGroup = z.enum(['facility', 'zone', 'area', 'category', 'month', 'run'])

export const AccuracyQuery = z.object({
  ...scope,
  by: z.optional(FigureGroup),
  /** Thousandths of a percent of the book within which a record is near enough. */
  percentMilli: z.optional(wholeText),
  unitsMilli: z.optional(wholeText),
})

const Share = z.object({
  hits: z.int(),
  of: z.int(),
  percentMilli: z.nullable(z.int()),
  /** The 95 % interval. */
  lowMilli: z.nullable(z.int()),
  highMilli: z.nullable(z.int()),
})

/** Quantities of one unit of measure; net is short and over together, absolute over less short. */
const UnitSum = z.object({
  unit: z.string(),
  expectedMilli: Milli,
  countedMilli: Milli,
  shortMilli: Milli,
  overMilli: Milli,
})

/** Cost of one currency; `withoutCost` records are in no sum. */
const MoneySum = z.object({
  currency: z.string(),
  expectedMicros: Micros,
  shortMicros: Micros,
  overMicros: Micros,
  /** Thousandths of a percent of the book's cost. */
  shrinkMilli: z.nullable(z.int()),
  withoutCost: z.int(),
})

const AccuracyRow = z.object({
  key: z.string(),
  label: z.string(),
  records: z.int(),
  exact: Share,
  withinPercent: Share,
  withinUnits: Share,
  short: z.int(),
  over: z.int(),
  meanPercentMilli: z.nullable(z.int()),
  meanAbsolutePercentMilli: z.nullable(z.int()),
  withoutPercent: z.int(),
  /** Records that were counted again. */
  recounted: z.int(),
  units: z.array(UnitSum),
  /** Not there for who may not see cost. */
  money: z.optional(z.array(MoneySum)),
})
export type AccuracyRow = z.infer<typeof AccuracyRow>

/** Record accuracy: of everything asked for, and by group in the order of their names (months in theirs). */
export const AccuracyFigures = z.object({
  tolerance: z.object({ percentMilli: z.int(), unitsMilli: z.int() }),
  runs: z.int(),
  total: AccuracyRow,
  rows: z.array(AccuracyRow),
})
export type AccuracyFigures = z.infer<typeof AccuracyFigures>
