import * as z from 'zod/mini'
import { FacilityIdSchema, Instant, Micros, Milli, ProductIdSchema, RunIdSchema } from './ids.ts'

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
  /** Of the org's own stock. Not there for who may not see cost. */
  money: z.optional(z.array(MoneySum)),
  /** Of goods that belong to others, which are in no sum of `money`; not there where none was counted. */
  consigned: z.optional(z.array(MoneySum)),
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

const currencyText = z.string().check(z.regex(/^[A-Z]{3}$/, 'is not a currency'))

/** Amounts of one currency only, for several are not added. */
export const VarianceFiguresQuery = z.object({ ...scope, currency: z.optional(currencyText) })

const inOneCurrency = {
  /** What the amounts are in; null for who may not see cost. */
  currency: z.nullable(z.string()),
  /** What they could be in. */
  currencies: z.array(z.string()),
}

const ReasonRow = z.object({
  /** The reason’s code, `open` where nobody has decided, `rejected` where the variance was not taken over. */
  key: z.string(),
  label: z.string(),
  records: z.int(),
  shortMicros: z.nullable(Micros),
  overMicros: z.nullable(Micros),
  netMicros: z.nullable(Micros),
  withoutCost: z.int(),
})

/** From what the book came to, reason by reason, to what was counted. */
export const ReasonFigures = z.object({
  ...inOneCurrency,
  expectedMicros: z.nullable(Micros),
  countedMicros: z.nullable(Micros),
  rows: z.array(ReasonRow),
})
export type ReasonFigures = z.infer<typeof ReasonFigures>

export const ParetoQuery = z.object({
  ...scope,
  currency: z.optional(currencyText),
  by: z.optional(z.enum(['item', 'area'])),
})

const ParetoRow = z.object({
  key: z.string(),
  label: z.string(),
  /** Of an item. */
  productId: z.nullable(ProductIdSchema),
  unit: z.nullable(z.string()),
  records: z.int(),
  differing: z.int(),
  /** Null where units differ. */
  netMilli: z.nullable(Milli),
  absoluteMilli: z.nullable(Milli),
  netMicros: z.nullable(Micros),
  absoluteMicros: z.nullable(Micros),
  /** Of the absolute variance of all of them: this one and those before it. */
  cumulativeMilli: z.nullable(z.int()),
})
export type ParetoRow = z.infer<typeof ParetoRow>

/** Largest absolute variance first: by cost, for who may not see cost by records that differ. `left`: those not listed. */
export const ParetoFigures = z.object({ ...inOneCurrency, rows: z.array(ParetoRow), left: z.int() })
export type ParetoFigures = z.infer<typeof ParetoFigures>

export const CoverageQuery = z.object({
  facilityId: scope.facilityId,
  days: scope.days,
  by: z.optional(z.enum(['facility', 'zone', 'category', 'class'])),
})

/** What was counted of what there is, month by month: bins of a zone or facility, stocked products of a category or
 * ABC class. */
export const CoverageFigures = z.object({
  of: z.enum(['bins', 'products']),
  periods: z.array(z.string()),
  rows: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      /** How many there are. */
      of: z.int(),
      counted: z.int(),
      percentMilli: z.nullable(z.int()),
      cells: z.array(z.object({ period: z.string(), counted: z.int(), percentMilli: z.nullable(z.int()) })),
    }),
  ),
})
export type CoverageFigures = z.infer<typeof CoverageFigures>

/** Ages of counts in days; what is older, and what was never counted, are told apart. */
export const OVERDUE_AGES = [30, 91, 182, 365] as const

export const OverdueQuery = z.object({
  facilityId: scope.facilityId,
  by: z.optional(z.enum(['class', 'zone', 'facility'])),
})

/** Products in stock by how long ago they were counted, and those of them that are overdue by their class. */
export const OverdueFigures = z.object({
  classes: z.array(z.object({ name: z.string(), everyDays: z.int() })),
  rows: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      of: z.int(),
      /** Not counted as often as their class wants, those that never were included. */
      overdue: z.int(),
      never: z.int(),
      /** Of all, those that are not overdue. */
      inTimeMilli: z.nullable(z.int()),
      /** Counted within so many days and not within the age before; null: longer ago. */
      ages: z.array(z.object({ upToDays: z.nullable(z.int()), products: z.int() })),
    }),
  ),
})
export type OverdueFigures = z.infer<typeof OverdueFigures>

export const ProductivityQuery = z.object({
  ...scope,
  by: z.optional(z.enum(['facility', 'area', 'month', 'run'])),
})

export const ProductivityFigures = z.object({
  rows: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      sessions: z.int(),
      scans: z.int(),
      bins: z.int(),
      /** From the first scan to the last of each session, pauses taken out. */
      activeMs: z.int(),
      scansPerHourMilli: z.nullable(Milli),
    }),
  ),
})
export type ProductivityFigures = z.infer<typeof ProductivityFigures>

export const ProposalFiguresQuery = z.object(scope)

/** How old something may be, in hours, to fall into each class but the last. */
export const AGE_HOURS = [1, 24, 72, 168] as const

export const ProposalFigures = z.object({
  pending: z.int(),
  accepted: z.int(),
  rejected: z.int(),
  failed: z.int(),
  /** Of those that the backend answered. */
  acceptance: Share,
  oldestPendingAt: z.nullable(Instant),
  openVariances: z.int(),
  oldestOpenAt: z.nullable(Instant),
  /** Waiting now, youngest first; `upToHours` null is the last class. */
  ages: z.array(z.object({ upToHours: z.nullable(z.int()), proposals: z.int(), variances: z.int() })),
})
export type ProposalFigures = z.infer<typeof ProposalFigures>

/** Every table of figures as a file: what its own route would answer. */
export const FigureTableQuery = z.object({
  ...scope,
  table: z.enum(['accuracy', 'reasons', 'pareto', 'coverage', 'overdue', 'productivity', 'proposals']),
  by: z.optional(z.enum(['facility', 'zone', 'area', 'category', 'class', 'month', 'run', 'item'])),
  currency: z.optional(currencyText),
  percentMilli: z.optional(wholeText),
  unitsMilli: z.optional(wholeText),
})
