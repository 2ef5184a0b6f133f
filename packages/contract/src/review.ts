import { grounds, precedences } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  AreaIdSchema,
  DecisionIdSchema,
  FacilityIdSchema,
  Instant,
  LocationIdSchema,
  Micros,
  Milli,
  ProductIdSchema,
  ReasonIdSchema,
  RunIdSchema,
  ScanIdSchema,
  SessionIdSchema,
  VarianceIdSchema,
  shortText,
} from './ids.ts'
import { ShownPhoto } from './photo.ts'

/** What was said of what moved in the book after the count. */
export const PrecedenceSchema = z.enum(precedences)

export const CountedState = z.enum(['counted', 'confirmed-empty', 'not-found', 'unknown-code'])

const Decision = z.object({
  decisionId: DecisionIdSchema,
  outcome: z.enum(['approved', 'rejected', 'no-variance']),
  reasonCode: z.string(),
  reasonLabel: z.string(),
  note: z.string(),
  /** Null where nothing had moved after the count, or nothing was approved. */
  precedence: z.nullable(PrecedenceSchema),
  /** Null: decided by a rule. */
  decidedBy: z.nullable(z.string()),
  /** The version of the rule that decided; null where a person did. */
  rule: z.nullable(z.string()),
  decidedAt: Instant,
})

/** Approved by one person, and worth more than they approve alone: HQ approves it too. Told also when it is decided. */
const FirstApproval = z.object({
  by: z.string(),
  at: Instant,
  reasonLabel: z.string(),
  note: z.string(),
  /** Whose limit it is above; null for who may not see cost. */
  layer: z.nullable(z.string()),
  /** Approved as one move with another line. */
  asMove: z.boolean(),
  /** The reader is who may approve it for good. */
  isMine: z.boolean(),
})

/** What the rules say of an open line. Limits of value are not told to who may not see cost. */
const LineVerdict = z.object({
  /** `automatic`: it is decided as soon as everybody is done. `recount`: it is recounted before a person approves it. */
  kind: z.enum(['automatic', 'person', 'recount']),
  because: z.array(z.object({ ground: z.enum(grounds), layer: z.nullable(z.string()) })),
  rule: z.string(),
})

/** A line that was, or is being, counted again. The counts are in the order in which they were made. */
const LineRecount = z.object({
  /** Null where nobody has counted it again yet. */
  state: z.nullable(z.enum(['agreed', 'third-wanted', 'no-two-agree'])),
  /** Who was asked to count it again and has not submitted; null where nobody was. */
  waitingFor: z.nullable(z.string()),
  counts: z.array(
    z.object({
      round: z.int(),
      at: Instant,
      by: z.array(z.string()),
      expectedMilli: Milli,
      countedMilli: Milli,
      /** The line has the figures of this count. */
      stands: z.boolean(),
    }),
  ),
})

/** One line of the review: a product (or unknown code) at a location. Costs are null for who may not see them, and where unknown. */
export const Variance = z.object({
  varianceId: VarianceIdSchema,
  version: z.int(),
  productId: z.nullable(ProductIdSchema),
  sku: z.nullable(z.string()),
  title: z.string(),
  locationId: z.nullable(LocationIdSchema),
  locationCode: z.nullable(z.string()),
  lot: z.nullable(z.string()),
  serial: z.nullable(z.string()),
  unit: z.string(),
  /** What differs belongs to this other owner; null: it is the org's own. */
  consignedBy: z.nullable(z.string()),
  countedState: CountedState,
  countedAt: z.nullable(Instant),
  counters: z.array(z.string()),
  /** The run names its items, and this is none of them: somebody counted it all the same. */
  notAsked: z.boolean(),
  expectedMilli: Milli,
  countedMilli: Milli,
  varianceMilli: Milli,
  percentMilli: z.nullable(z.int()),
  currency: z.string(),
  unitCostMicros: z.nullable(Micros),
  costVarianceMicros: z.nullable(Micros),
  valueVarianceMicros: z.nullable(Micros),
  /** Moved in the book between the count and the read, already taken into account. */
  movedSinceMilli: Milli,
  movements: z.int(),
  /** Expected is as of the count: the backend said what moved, or its reads around the count agree. */
  asOfCount: z.boolean(),
  /** The backend cannot say what moved, and its reads before and after the count differ: what may have been expected. Null where it is sure. */
  expectedRange: z.nullable(z.object({ lowMilli: Milli, highMilli: Milli })),
  /** It was decided, and the book says something else by now as of its count: booked late. Null where it does not. */
  bookMoved: z.nullable(z.object({ expectedMilli: Milli, at: Instant })),
  ownCount: z.boolean(),
  firstApproval: z.nullable(FirstApproval),
  decision: z.nullable(Decision),
  /** Null where no rule says anything of it: a person decides. */
  verdict: z.nullable(LineVerdict),
  /** Null where it was counted once and nobody is asked to count it again. */
  recount: z.nullable(LineRecount),
})
export type Variance = z.infer<typeof Variance>

export const ReviewQuery = z.object({
  /** How many of the matching lines come before the first that is wanted; `next` names it for the page that follows. */
  cursor: z.optional(z.string()),
  limit: z.optional(z.string()),
  /** `waiting`: open, and approved by one person only. */
  status: z.optional(z.enum(['open', 'waiting', 'decided', 'all'])),
  /** `not-asked`: what the run did not name, differing or not. `book-moved`: decided lines of which the book says something else by now. */
  show: z.optional(z.enum(['differing', 'all', 'not-asked', 'book-moved'])),
  state: z.optional(CountedState),
  /** Only lines of which the rules say this. */
  verdict: z.optional(z.enum(['automatic', 'person', 'recount'])),
  q: z.optional(z.string().check(z.maxLength(100))),
  sort: z.optional(z.enum(['value', 'quantity', 'title', 'location'])),
})

/** Which lines of the review go into a table. */
export const ReviewExportQuery = z.pick(ReviewQuery, {
  status: true,
  show: true,
  state: true,
  verdict: true,
  q: true,
})

const Totals = z.object({
  lines: z.int(),
  differing: z.int(),
  open: z.int(),
  netMilli: Milli,
  absoluteMilli: Milli,
  currency: z.string(),
  /** Of the org's own stock. */
  netCostMicros: z.nullable(Micros),
  absoluteCostMicros: z.nullable(Micros),
  /** Lines whose cost is unknown and so are not in the cost totals. */
  withoutCost: z.int(),
  /** What belongs to others, which is in no sum of cost above. */
  consigned: z.object({
    lines: z.int(),
    netCostMicros: z.nullable(Micros),
    absoluteCostMicros: z.nullable(Micros),
  }),
})

/** Totals are of the filtered lines, not of the page, and come with the first page only. */
export const Review = z.object({
  runId: RunIdSchema,
  facilityId: FacilityIdSchema,
  reconciledAt: z.nullable(Instant),
  readAt: z.nullable(Instant),
  totals: z.nullable(Totals),
  next: z.nullable(z.string()),
  lines: z.array(Variance),
})
export type Review = z.infer<typeof Review>

/** Store totals: one line per SKU and unit over all sessions and locations. */
export const SkuTotals = z.object({
  next: z.nullable(z.string()),
  lines: z.array(
    z.object({
      productId: ProductIdSchema,
      sku: z.string(),
      title: z.string(),
      unit: z.string(),
      locations: z.int(),
      sessions: z.int(),
      expectedMilli: Milli,
      countedMilli: Milli,
      varianceMilli: Milli,
    }),
  ),
})

export const VarianceDetail = z.object({
  line: Variance,
  /** How expected was found, as a sentence. */
  explanation: z.string(),
  readMilli: Milli,
  readAt: z.nullable(Instant),
  /** Of what the book held at the last read, as much is committed to orders and may have been picked already. */
  committedMilli: Milli,
  timeline: z.array(
    z.discriminatedUnion('what', [
      z.object({
        what: z.literal('scan'),
        scanId: ScanIdSchema,
        sessionId: SessionIdSchema,
        kind: z.string(),
        at: Instant,
        receivedAt: Instant,
        person: z.string(),
        device: z.string(),
        code: z.nullable(z.string()),
        quantityMilli: Milli,
        voided: z.boolean(),
        late: z.boolean(),
        photos: z.array(ShownPhoto),
      }),
      z.object({
        what: z.literal('movement'),
        at: Instant,
        recordedAt: Instant,
        kind: z.string(),
        quantityMilli: Milli,
        ref: z.string(),
      }),
      z.object({ what: z.literal('read'), at: Instant, quantityMilli: Milli }),
      z.object({
        what: z.literal('decision'),
        at: Instant,
        outcome: z.string(),
        reason: z.string(),
        person: z.nullable(z.string()),
        rule: z.nullable(z.string()),
        note: z.string(),
        precedence: z.nullable(PrecedenceSchema),
      }),
      z.object({
        what: z.literal('proposal'),
        at: Instant,
        status: z.string(),
        deltaMilli: Milli,
        documentId: z.nullable(z.string()),
        message: z.nullable(z.string()),
      }),
    ]),
  ),
  versions: z.array(
    z.object({ version: z.int(), expectedMilli: Milli, countedMilli: Milli, createdAt: Instant }),
  ),
})
export type VarianceDetail = z.infer<typeof VarianceDetail>

/** Decides lines as the person saw them: `version` guards against a line that changed meanwhile. All or none. */
export const DecideBody = z.object({
  lines: z
    .array(z.object({ varianceId: VarianceIdSchema, version: z.int() }))
    .check(z.minLength(1, 'names no line'), z.maxLength(5000)),
  outcome: z.enum(['approved', 'rejected']),
  reasonId: ReasonIdSchema,
  note: shortText(1000),
  /** Approves also what the rules want recounted first; the note then says why. */
  withoutRecount: z.optional(z.boolean()),
  /** Of lines whose stock moved after they were counted; difference wins where nothing is said. The rest ignore it. */
  precedence: z.optional(PrecedenceSchema),
})
/** `waiting`: approved first, for they are worth more than one person approves alone. */
export const DecideReply = z.object({ decided: z.int(), proposals: z.int(), waiting: z.int() })

export const ReasonList = z.object({
  reasons: z.array(z.object({ reasonId: ReasonIdSchema, code: z.string(), label: z.string() })),
})

/** Codes nobody knew, with what they need to be matched. `before` and `after` are the good scans beside the first one. */
export const UnknownCodes = z.object({
  codes: z.array(
    z.object({
      codeKey: z.string(),
      code: z.string(),
      sessionId: SessionIdSchema,
      personName: z.string(),
      areaName: z.string(),
      locationCode: z.nullable(z.string()),
      scans: z.int(),
      quantityMilli: Milli,
      firstAt: Instant,
      before: z.nullable(z.string()),
      after: z.nullable(z.string()),
      photos: z.array(ShownPhoto),
      /** Products that share the code, where it is not unknown but ambiguous. */
      candidates: z.array(
        z.object({ productId: ProductIdSchema, sku: z.string(), title: z.string(), packUnits: z.int() }),
      ),
    }),
  ),
})
export const MatchCodeBody = z.object({
  sessionId: SessionIdSchema,
  codeKey: z.string().check(z.maxLength(512)),
  productId: ProductIdSchema,
  packUnits: z.int().check(z.gte(1), z.lte(1_000_000)),
})

export const LateScans = z.object({
  sessions: z.array(
    z.object({
      sessionId: SessionIdSchema,
      personName: z.string(),
      areaName: z.string(),
      scans: z.array(
        z.object({
          scanId: ScanIdSchema,
          kind: z.string(),
          at: Instant,
          receivedAt: Instant,
          title: z.string(),
          quantityMilli: Milli,
        }),
      ),
    }),
  ),
})
export const DecideLateBody = z.object({
  sessionId: SessionIdSchema,
  scanIds: z.array(ScanIdSchema).check(z.minLength(1), z.maxLength(5000)),
  accept: z.boolean(),
  reason: shortText(300),
})

export const SubmitFacilityBody = z.object({ note: shortText(1000) })
export const ExplainAreaBody = z.object({ reason: shortText(300).check(z.regex(/\S/, 'is empty')) })
/** What stands in the way of submitting the facility's count to HQ. No items: nothing does. */
export const Checklist = z.object({
  items: z.array(
    z.object({
      kind: z.enum([
        'areas-not-submitted',
        'counted-twice',
        'unknown-codes',
        'late-scans',
        'undecided',
        'set-aside',
      ]),
      count: z.int(),
      message: z.string(),
    }),
  ),
  /** Areas that nobody counted and nobody is on: why not can be said instead. `explained` is null where it was not yet. */
  uncounted: z.array(
    z.object({
      areaId: AreaIdSchema,
      areaName: z.string(),
      explained: z.nullable(z.object({ reason: z.string(), by: z.string(), at: Instant })),
    }),
  ),
})

export const AuditQuery = z.object({
  facilityId: FacilityIdSchema,
  subjectId: z.optional(z.string()),
  cursor: z.optional(z.string()),
})
export const AuditPage = z.object({
  next: z.nullable(z.string()),
  rows: z.array(
    z.object({
      seq: z.int(),
      at: Instant,
      tag: z.string(),
      actor: z.nullable(z.string()),
      device: z.nullable(z.string()),
      subjectKind: z.string(),
      subjectId: z.string(),
      before: z.nullable(z.string()),
      after: z.nullable(z.string()),
      reason: z.nullable(z.string()),
      hash: z.string(),
    }),
  ),
})

/** What became of a facility's audit log when it was read from its first row: `hash` seals the last one; `broken` names the first that is not as written. */
export const AuditVerdict = z.object({
  rows: z.int(),
  hash: z.nullable(z.string()),
  broken: z.nullable(z.object({ seq: z.int(), message: z.string() })),
})

/** Who counted what, where, when, on which device: the status history of a session and its items. */
export const SessionHistory = z.object({
  sessionId: SessionIdSchema,
  personName: z.string(),
  areaName: z.string(),
  devices: z.array(z.object({ label: z.string(), ackedThrough: z.int() })),
  statuses: z.array(
    z.object({
      at: Instant,
      status: z.string(),
      item: z.nullable(z.string()),
      by: z.nullable(z.string()),
      device: z.nullable(z.string()),
      reason: z.nullable(z.string()),
    }),
  ),
})
