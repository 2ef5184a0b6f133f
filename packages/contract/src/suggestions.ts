import * as z from 'zod/mini'
import {
  FacilityIdSchema,
  Instant,
  Micros,
  Milli,
  ProductIdSchema,
  RunIdSchema,
  SuggestionIdSchema,
  nameText,
  shortText,
} from './ids.ts'

/** Outside systems know no ids of ours. */
const known = nameText(120)

export const SignalKind = z.enum(['order-rejected', 'short-pick'])
export type SignalKind = z.infer<typeof SignalKind>

/** Orders refused and picks that found too little. The same reference of the same product again changes nothing. */
export const SendSignalsBody = z.object({
  facility: known,
  signals: z
    .array(
      z.object({
        kind: SignalKind,
        sku: known,
        occurredAt: Instant,
        /** The order or pick, as the sending system calls it. */
        reference: known,
        /** What was wanted and not there. */
        quantityMilli: z.optional(Milli.check(z.gte(1, 'is not above 0'))),
      }),
    )
    .check(z.minLength(1, 'names no signal'), z.maxLength(1000)),
})
export type SendSignalsBody = z.infer<typeof SendSignalsBody>
/** `before`: had been taken in by an earlier request. */
export const SendSignalsReply = z.object({ taken: z.int(), before: z.int() })

/** The same as events: a batch of CloudEvents 1.0, each taken in once by its source and id. */
export const SignalEventsBody = z
  .array(
    z.object({
      specversion: z.literal('1.0'),
      id: known,
      source: known,
      type: z.enum(['order.rejected', 'pick.short']),
      time: z
        .string()
        .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/, 'is not a time')),
      data: z.object({
        facility: known,
        sku: known,
        quantityMilli: z.optional(Milli.check(z.gte(1, 'is not above 0'))),
      }),
    }),
  )
  .check(z.minLength(1, 'names no event'), z.maxLength(1000))
export type SignalEventsBody = z.infer<typeof SignalEventsBody>

/** Why a product should be counted. */
export const SuggestionCause = z.discriminatedUnion('kind', [
  z.object({
    kind: SignalKind,
    times: z.int(),
    since: Instant,
    lastAt: Instant,
    /** What was wanted and not there, where it was said. */
    quantityMilli: z.nullable(Milli),
  }),
  z.object({ kind: z.literal('negative-book'), lowestMilli: Milli }),
  z.object({ kind: z.literal('empty-book'), lastOutAt: Instant }),
  /** Sells so much in a week, and has not for so many days. */
  z.object({ kind: z.literal('silent'), days: z.int(), weekMilli: Milli }),
  z.object({ kind: z.literal('past-variance'), offMilli: Milli, countedAt: Instant }),
  z.object({ kind: z.literal('unknown-code'), code: z.string(), bin: z.string(), at: Instant }),
  z.object({ kind: z.literal('expiring'), expiry: z.string(), lot: z.nullable(z.string()) }),
  z.object({ kind: z.literal('high-value') }),
  z.object({ kind: z.literal('overdue'), class: z.string(), everyDays: z.int() }),
])
export type SuggestionCause = z.infer<typeof SuggestionCause>

export const SuggestionStateSchema = z.enum(['open', 'snoozed', 'accepted', 'dismissed', 'closed'])

export const Suggestion = z.object({
  suggestionId: SuggestionIdSchema,
  productId: ProductIdSchema,
  sku: z.string(),
  title: z.string(),
  category: z.string(),
  unit: z.string(),
  state: SuggestionStateSchema,
  causes: z.array(SuggestionCause),
  /** The chance that the record is wrong, in thousandths of a percent. */
  wrongMilli: z.int(),
  /** What is expected to be off, at cost; null where it is unknown or not for the reader. */
  worthMicros: z.nullable(Micros),
  /** What counting it takes. */
  seconds: z.int(),
  onHandMilli: Milli,
  lastCountedAt: z.nullable(Instant),
  snoozedLocal: z.nullable(z.string()),
  runId: z.nullable(RunIdSchema),
  runName: z.nullable(z.string()),
  decidedBy: z.nullable(z.string()),
  decidedAt: z.nullable(Instant),
  note: z.string(),
  closedBecause: z.nullable(z.enum(['counted', 'cause-gone'])),
  closedAt: z.nullable(Instant),
})
export type Suggestion = z.infer<typeof Suggestion>

const wholeText = z.string().check(z.regex(/^\d{1,9}$/, 'is not a whole number'))

export const SuggestionQuery = z.object({
  state: z.optional(SuggestionStateSchema),
  /** In which order: most wrong records for the time, or most money (only for who sees cost). */
  by: z.optional(z.enum(['records', 'money'])),
  /** Says what fits into so many minutes. */
  minutes: z.optional(wholeText),
  cursor: z.optional(z.string()),
})
export const SuggestionList = z.object({
  facilityId: FacilityIdSchema,
  timeZone: z.string(),
  currency: z.string(),
  /** Null where they were never worked out. */
  computedAt: z.nullable(Instant),
  /** Null where it never was read. */
  bookReadAt: z.nullable(Instant),
  pace: z.object({ scansPerHourMilli: z.int(), unitsPerScanMilli: z.int(), measured: z.boolean() }),
  /** How many there are of each state. */
  counts: z.object({
    open: z.int(),
    snoozed: z.int(),
    accepted: z.int(),
    dismissed: z.int(),
    closed: z.int(),
  }),
  /** Of the open ones, in this order, those that fit into the minutes asked for. */
  fits: z.object({ ids: z.array(SuggestionIdSchema), seconds: z.int(), expectedWrongMilli: z.int() }),
  suggestions: z.array(Suggestion),
  next: z.nullable(z.string()),
})
export type SuggestionList = z.infer<typeof SuggestionList>

const ids = z.array(SuggestionIdSchema).check(z.minLength(1, 'names no suggestion'), z.maxLength(2000))

export const AcceptSuggestionsBody = z.object({ suggestionIds: ids })
/** `begun`: into a run that was made now, else into one that had not begun. */
export const AcceptSuggestionsReply = z.object({
  runId: RunIdSchema,
  runName: z.string(),
  isNew: z.boolean(),
  accepted: z.int(),
})
export const SnoozeSuggestionsBody = z.object({
  suggestionIds: ids,
  /** The facility's day on which they come back. */
  until: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a day')),
})
export const DismissSuggestionsBody = z.object({
  suggestionIds: ids,
  reason: shortText(500).check(z.minLength(1, 'is empty')),
})
