import { proposalStatuses } from '@cyclecount/domain'
import * as z from 'zod/mini'
import {
  FacilityIdSchema,
  Instant,
  Milli,
  ProductIdSchema,
  ProposalIdSchema,
  ReasonIdSchema,
  RunIdSchema,
  shortText,
} from './ids.ts'

export const ProposalListQuery = z.object({
  runId: z.optional(RunIdSchema),
  facilityId: z.optional(FacilityIdSchema),
  /** `reversal-asked`: accepted, and somebody asks to take it back. */
  status: z.optional(z.enum([...proposalStatuses, 'reversal-asked'])),
  cursor: z.optional(z.string()),
})
export const ProposalList = z.object({
  counts: z.object({
    pending: z.int(),
    asked: z.int(),
    accepted: z.int(),
    rejected: z.int(),
    failed: z.int(),
  }),
  /** Of the accepted ones those that somebody asks to take back. */
  reversalsAsked: z.int(),
  next: z.nullable(z.string()),
  proposals: z.array(
    z.object({
      proposalId: ProposalIdSchema,
      runId: RunIdSchema,
      runName: z.string(),
      facilityName: z.string(),
      productId: ProductIdSchema,
      sku: z.string(),
      title: z.string(),
      locationCode: z.nullable(z.string()),
      deltaMilli: Milli,
      status: z.enum(proposalStatuses),
      documentId: z.nullable(z.string()),
      message: z.nullable(z.string()),
      attempts: z.int(),
      /** Where the backend answers by an event and has not yet: since when it is asked, and when it counts as failed. */
      asked: z.nullable(z.object({ at: Instant, answerBy: Instant })),
      reason: z.string(),
      note: z.string(),
      /** The adjustment that this one takes back. */
      reverses: z.nullable(z.object({ proposalId: ProposalIdSchema, documentId: z.nullable(z.string()) })),
      /** What takes this one back; one that the backend rejected is not told. */
      reversedBy: z.nullable(
        z.object({
          proposalId: ProposalIdSchema,
          status: z.enum(['pending', 'asked', 'accepted', 'failed']),
        }),
      ),
      /** Somebody asks to take it back, and nobody has answered. `isOwn`: the reader asks; somebody else approves. */
      reversalAsked: z.nullable(
        z.object({
          by: z.string(),
          at: Instant,
          reason: z.string(),
          note: z.string(),
          isOwn: z.boolean(),
        }),
      ),
      /** Where it is half of a move: what became of the other half. */
      otherHalf: z.nullable(z.enum(proposalStatuses)),
      approvedBy: z.nullable(z.string()),
      approvedAt: Instant,
      settledAt: z.nullable(Instant),
      idempotencyKey: z.string(),
    }),
  ),
})
export type ProposalList = z.infer<typeof ProposalList>

export const ReverseProposalBody = z.object({
  reasonId: ReasonIdSchema,
  note: shortText(1000).check(z.regex(/\S/, 'is empty')),
})

/** A request that is declined is declined with a reason. */
export const AnswerReversalBody = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('approved'), note: shortText(1000) }),
  z.object({
    outcome: z.literal('declined'),
    note: shortText(1000).check(z.regex(/\S/, 'is empty')),
  }),
])
