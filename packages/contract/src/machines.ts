import { machineScopes, proposalStatuses } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  FacilityIdSchema,
  Instant,
  MachineIdSchema,
  Micros,
  Milli,
  ProposalIdSchema,
  RunIdSchema,
  SessionIdSchema,
  VarianceIdSchema,
  nameText,
  shortText,
} from './ids.ts'
import { CountedState } from './review.ts'
import { MAX_CODE_LENGTH } from './scan-event.ts'
import { SessionStateSchema } from './sync.ts'

/** Outside systems know no ids of ours: facilities, areas, bins and products go by the codes that people know them by. */
const known = nameText(120)

/** Longest life of a token. */
const MOST_DAYS = 730

export const CreateMachineBody = z.object({
  name: nameText(80),
  scopes: z.array(z.enum(machineScopes)).check(z.minLength(1, 'names no scope'), z.maxLength(20)),
  facilityIds: z.array(FacilityIdSchema).check(z.minLength(1, 'names no facility'), z.maxLength(5000)),
  expiresInDays: z.int().check(z.gte(1, 'is less than a day'), z.lte(MOST_DAYS, 'is more than two years')),
})
/** `token` is told this once and cannot be read again. */
export const CreateMachineReply = z.object({ machineId: MachineIdSchema, token: z.string() })

export const MachineList = z.object({
  machines: z.array(
    z.object({
      machineId: MachineIdSchema,
      name: z.string(),
      /** The beginning of the token, to recognise it by. */
      prefix: z.string(),
      scopes: z.array(z.enum(machineScopes)),
      facilities: z.array(z.object({ facilityId: FacilityIdSchema, code: z.string(), name: z.string() })),
      createdBy: z.string(),
      createdAt: Instant,
      expiresAt: Instant,
      lastUsedAt: z.nullable(Instant),
      revokedAt: z.nullable(Instant),
    }),
  ),
})
export type MachineList = z.infer<typeof MachineList>

export const MAX_COUNT_ROWS = 2000

const CountRow = z.object({
  /** One of the two says what was counted: the product by its SKU, or the code that was on it, known or not. */
  sku: z.optional(known),
  code: z.optional(z.string().check(z.minLength(1, 'is empty'), z.maxLength(MAX_CODE_LENGTH))),
  /** The bin's code; without one, `area` says where. */
  location: z.optional(known),
  /** Needed where the bin lies in several areas, or in none that is named. */
  area: z.optional(known),
  /** Of what the SKU or code stands for: 2000 of a case of 12 are 24 pieces. */
  quantityMilli: Milli.check(z.gte(0, 'is below 0')),
  countedAt: Instant,
  lot: z.optional(nameText(90)),
  serial: z.optional(nameText(90)),
  expiry: z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a date'))),
})

/**
 * A count that was made elsewhere. Rows of one product at one place add up. Either into a run that is planned (`runId`), or into a new one of
 * what the rows name (`runName`). With `more` its counts stay open for the next request; without it they are submitted.
 */
export const CountUploadBody = z.object({
  facility: known,
  runId: z.optional(RunIdSchema),
  runName: z.optional(nameText(120)),
  /** Who or what counted, as the sending system calls them. */
  uploadedBy: z.optional(nameText(120)),
  more: z.optional(z.boolean()),
  rows: z.array(CountRow).check(z.maxLength(MAX_COUNT_ROWS)),
  /** Bins that were looked at and hold nothing. */
  emptyLocations: z.optional(z.array(known).check(z.maxLength(MAX_COUNT_ROWS))),
})
export type CountUploadBody = z.infer<typeof CountUploadBody>
export const CountUploadReply = z.object({
  runId: RunIdSchema,
  sessions: z.array(
    z.object({ sessionId: SessionIdSchema, area: z.string(), state: SessionStateSchema, rows: z.int() }),
  ),
  rows: z.int(),
  /** Rows whose code means no product yet, or several: kept, and matched by a person. */
  unknownCodes: z.int(),
})
export type CountUploadReply = z.infer<typeof CountUploadReply>

/** What an outside system did with proposals that it booked itself. All of them or none. */
export const ConfirmAdjustmentsBody = z.object({
  adjustments: z
    .array(
      z.object({
        proposalId: ProposalIdSchema,
        outcome: z.enum(['booked', 'refused']),
        /** The difference that was booked or refused: the one that was approved, no other. */
        deltaMilli: Milli,
        /** The document in the outside system; needed for what was booked. */
        documentId: z.optional(nameText(120)),
        /** What the book shows at the place afterwards, where the outside system says so. */
        onHandAfterMilli: z.optional(Milli),
        message: z.optional(shortText(500)),
      }),
    )
    .check(z.minLength(1, 'names no proposal'), z.maxLength(500)),
})
/** `confirmed` were settled by this request, `before` had been with the same outcome and document. */
export const ConfirmAdjustmentsReply = z.object({ confirmed: z.int(), before: z.int() })

export const VarianceFeedQuery = z.object({
  facility: z.optional(z.string().check(z.maxLength(120))),
  runId: z.optional(RunIdSchema),
  status: z.optional(z.enum(['open', 'decided', 'all'])),
  cursor: z.optional(z.string()),
  limit: z.optional(z.string()),
})
/** Money is null without the scope, and where it is unknown. */
export const VarianceFeed = z.object({
  next: z.nullable(z.string()),
  variances: z.array(
    z.object({
      varianceId: VarianceIdSchema,
      runId: RunIdSchema,
      runName: z.string(),
      round: z.int(),
      facility: z.string(),
      sku: z.nullable(z.string()),
      /** The SKU, or the code that means no product yet. */
      productIdentifier: z.string(),
      title: z.nullable(z.string()),
      location: z.nullable(z.string()),
      lot: z.nullable(z.string()),
      serial: z.nullable(z.string()),
      stockState: z.string(),
      owner: z.string(),
      unit: z.string(),
      countedState: CountedState,
      countedAt: z.nullable(Instant),
      systemQuantityOnHandMilli: Milli,
      actualQuantityOnHandMilli: Milli,
      varianceQuantityOnHandMilli: Milli,
      percentMilli: z.nullable(z.int()),
      currency: z.string(),
      unitCostMicros: z.nullable(Micros),
      totalCostMicros: z.nullable(Micros),
      actualCostMicros: z.nullable(Micros),
      costVarianceMicros: z.nullable(Micros),
      totalValueMicros: z.nullable(Micros),
      actualValueMicros: z.nullable(Micros),
      valueVarianceMicros: z.nullable(Micros),
      decision: z.nullable(
        z.object({
          outcome: z.enum(['approved', 'rejected', 'no-variance']),
          reason: z.string(),
          decidedAt: Instant,
        }),
      ),
      proposal: z.nullable(
        z.object({
          proposalId: ProposalIdSchema,
          deltaMilli: Milli,
          status: z.enum(proposalStatuses),
          documentId: z.nullable(z.string()),
        }),
      ),
    }),
  ),
})
export type VarianceFeed = z.infer<typeof VarianceFeed>
