import { countingRoles, zeroBookRules } from '@cyclecount/domain'
import * as z from 'zod/mini'
import { FacilityIdSchema, Instant, Micros, Milli, RunIdSchema, VarianceIdSchema, nameText } from './ids.ts'
import { CountTypeSchema } from './runs.ts'

const notNegative = Milli.check(z.gte(0))
const Amount = Micros.check(z.regex(/^\d/, 'is below 0'))

/** What may be off at most; null sets no limit. A quantity of 0 is never within. */
const Limits = z.object({
  quantityMilli: z.nullable(notNegative),
  /** Thousandths of a percent. */
  percentMilli: z.nullable(z.int().check(z.gte(0), z.lte(100_000_000))),
  valueMicros: z.nullable(Amount),
})
const Band = z.object({ short: Limits, over: Limits })

/** Names the lines it holds for; what is null narrows nothing. Amounts are in its currency. */
const Layer = z.object({
  name: nameText(80),
  scope: z.object({
    countType: z.nullable(CountTypeSchema),
    category: z.nullable(nameText(200)),
    abcClass: z.nullable(nameText(20)),
    facilityId: z.nullable(FacilityIdSchema),
  }),
  currency: z.nullable(z.string().check(z.regex(/^[A-Z]{3}$/, 'is not a currency'))),
  automatic: z.nullable(Band),
  recount: z.nullable(Band),
  zeroBook: z.nullable(z.enum(zeroBookRules)),
  /** How it is counted. A layer of some lines only says nothing of it. */
  counting: z.optional(
    z.object({
      blind: z.boolean(),
      mayCount: z.nullable(z.array(z.enum(countingRoles)).check(z.minLength(1, 'names nobody'))),
      hqApproves: z.boolean(),
    }),
  ),
  cap: z.nullable(
    z.object({
      lines: z.nullable(z.int().check(z.gte(0), z.lte(1_000_000))),
      valueMicros: z.nullable(Amount),
    }),
  ),
  /** What one person approves alone at most, at cost, per line, by role; what is above waits for another person of HQ. */
  approval: z.nullable(z.object({ manager: z.nullable(Amount), planner: z.nullable(Amount) })),
})

/** A whole version of the rules: nothing of another version holds beside it. */
export const Rules = z.object({
  isAutomatic: z.boolean(),
  layers: z.array(Layer).check(z.maxLength(100)),
  recounts: z.object({
    /** Whoever counted a line does not recount it. */
    byAnother: z.boolean(),
    /** How far apart two counts may be and still agree. */
    agreeWithinMilli: notNegative,
  }),
})
export type Rules = z.infer<typeof Rules>

/** `version` 0 is what holds before anybody said anything: nothing is decided automatically. */
const RulesVersion = z.object({
  version: z.int(),
  rules: Rules,
  reason: z.string(),
  madeBy: z.nullable(z.string()),
  madeAt: z.nullable(Instant),
})

export const RulesReply = z.object({
  /** Newest first; the first one holds. Layers of facilities that the reader may not see are left out. */
  versions: z.array(RulesVersion),
  mayEdit: z.boolean(),
  choices: z.object({
    categories: z.array(z.string()),
    abcClasses: z.array(z.string()),
    facilities: z.array(z.object({ facilityId: FacilityIdSchema, name: z.string(), currency: z.string() })),
  }),
})
export type RulesReply = z.infer<typeof RulesReply>

/** `basedOn`: the version that was edited; refused where somebody made another one meanwhile. */
export const SaveRulesBody = z.object({ basedOn: z.int(), rules: Rules, reason: nameText(500) })
export const DryRunBody = z.object({ rules: Rules })

const Worth = z.object({ currency: z.string(), valueMicros: Micros })

/** What the rules would have done with lines that differed. */
const DryFigures = z.object({
  differing: z.int(),
  automatic: z.int(),
  recount: z.int(),
  /** Absolute, of the lines decided automatically, by currency: amounts of two are never added. */
  worth: z.array(Worth),
  /** Decided automatically though people rejected or changed them. */
  slipped: z.int(),
})

export const DryRun = z.object({
  total: DryFigures,
  runs: z.array(
    z.extend(DryFigures, {
      runId: RunIdSchema,
      runName: z.string(),
      facilityName: z.string(),
      reconciledAt: Instant,
    }),
  ),
  /** The dearest first; not all of them where there are very many. */
  slipped: z.array(
    z.object({
      varianceId: VarianceIdSchema,
      runId: RunIdSchema,
      runName: z.string(),
      sku: z.string(),
      title: z.string(),
      locationCode: z.nullable(z.string()),
      unit: z.string(),
      varianceMilli: Milli,
      currency: z.string(),
      costVarianceMicros: Micros,
      /** What people did with it. */
      what: z.enum(['rejected', 'recounted', 'reopened', 'reversed']),
      reason: z.nullable(z.string()),
    }),
  ),
})
export type DryRun = z.infer<typeof DryRun>

const Source = z.object({ layer: z.string(), level: z.enum(['company', 'count-type', 'facility']) })

/** What holds for a type of count at a facility, each value with the layers it comes from; none where nobody says anything. */
export const ParametersReply = z.object({
  version: z.int(),
  currency: z.string(),
  isAutomatic: z.boolean(),
  blind: z.object({ value: z.boolean(), from: z.array(Source) }),
  mayCount: z.object({ value: z.array(z.enum(countingRoles)), from: z.array(Source) }),
  hqApproves: z.object({ value: z.boolean(), from: z.array(Source) }),
  zeroBook: z.object({ value: z.enum(zeroBookRules), from: z.array(Source) }),
  recounts: z.object({ byAnother: z.boolean(), agreeWithinMilli: Milli }),
  limits: z.array(
    z.object({
      band: z.enum(['automatic', 'recount']),
      side: z.enum(['short', 'over']),
      limit: z.enum(['quantity', 'percent', 'value']),
      /** Thousandths of pieces or of a percent, or millionths of the currency. */
      value: Micros,
      category: z.nullable(z.string()),
      abcClass: z.nullable(z.string()),
      from: Source,
    }),
  ),
})
export type ParametersReply = z.infer<typeof ParametersReply>
export const ParametersQuery = z.object({ countType: CountTypeSchema })
