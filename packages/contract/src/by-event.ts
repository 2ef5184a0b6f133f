import * as z from 'zod/mini'
import { FacilityIdSchema, Instant, Milli, nameText, shortText } from './ids.ts'

/** Longest a backend is waited for: 30 days. */
const MOST_HOURS = 720

export const AdjustmentsByEventBody = z.object({
  /** After so many hours without an answer the adjustment counts as failed, and people are told. */
  answerWithinHours: z
    .int()
    .check(z.gte(1, 'is less than an hour'), z.lte(MOST_HOURS, 'is more than 30 days')),
  /** The system answers `adjustment.inquired`, too. */
  looksUp: z.boolean(),
})
/** `secret` signs the system's answers. It is told when it is made, and null where it is as before. */
export const AdjustmentsByEventReply = z.object({ secret: z.nullable(z.string()) })
export const AnswerSecretReply = z.object({ secret: z.string() })

export const AdjustmentsByEventList = z.object({
  facilities: z.array(
    z.object({
      facilityId: FacilityIdSchema,
      code: z.string(),
      name: z.string(),
      answerWithinHours: z.int(),
      looksUp: z.boolean(),
      /** Until when the earlier secret is good beside the new one. */
      previousSecretUntil: z.nullable(Instant),
      startedBy: z.string(),
      startedAt: Instant,
      /** From then on nothing is asked by events; what was asked before is still answered. */
      stoppedAt: z.nullable(Instant),
      /** Adjustments that wait for an answer, and since when the longest does. */
      asked: z.int(),
      oldestAskedAt: z.nullable(Instant),
    }),
  ),
})
export type AdjustmentsByEventList = z.infer<typeof AdjustmentsByEventList>

/** What a backend says to an adjustment that it was asked for. `adjustment.unknown`: it was never asked, and has booked nothing. */
export const adjustmentAnswers = ['adjustment.accepted', 'adjustment.rejected', 'adjustment.unknown'] as const

/** The answer as a CloudEvent in its JSON form; what else stands in it is left alone. */
export const AdjustmentAnswer = z.object({
  specversion: z.literal('1.0'),
  id: nameText(200),
  source: nameText(500),
  type: z.enum(adjustmentAnswers),
  data: z.object({
    idempotencyKey: nameText(200),
    /** Where it is said, it has to be the difference that was asked for: who booked another has to tell a person. */
    deltaMilli: z.optional(Milli),
    /** The document it was booked as; needed for what was accepted. */
    documentId: z.optional(nameText(120)),
    /** What the book shows at the place afterwards, over all states of stock. */
    onHandAfterMilli: z.optional(Milli),
    /** Why it was rejected, or what else there is to say. */
    message: z.optional(shortText(500)),
  }),
})
export type AdjustmentAnswer = z.infer<typeof AdjustmentAnswer>
/** `before`: this message, or one that says the same, had come already. */
export const AdjustmentAnswerReply = z.object({ became: z.enum(['taken', 'before']) })
