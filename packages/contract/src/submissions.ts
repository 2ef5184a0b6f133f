import * as z from 'zod/mini'
import { FacilityIdSchema, Micros, Milli, RunIdSchema, shortText } from './ids.ts'
import { Submission } from './runs.ts'

export const SubmissionListQuery = z.object({
  /** `waiting` for HQ, oldest first; `answered`, newest first. */
  state: z.enum(['waiting', 'answered']),
  facilityId: z.optional(FacilityIdSchema),
  cursor: z.optional(z.string()),
})

/** Counts handed to HQ with what they come to. Costs are null for who may not see them, and where unknown. */
export const SubmissionList = z.object({
  /** How many wait, whatever was asked for. */
  waiting: z.int(),
  next: z.nullable(z.string()),
  submissions: z.array(
    z.object({
      runId: RunIdSchema,
      runName: z.string(),
      facilityId: FacilityIdSchema,
      facilityName: z.string(),
      timeZone: z.string(),
      submission: Submission,
      lines: z.int(),
      differing: z.int(),
      netMilli: Milli,
      absoluteMilli: Milli,
      currency: z.string(),
      netCostMicros: z.nullable(Micros),
      absoluteCostMicros: z.nullable(Micros),
    }),
  ),
})
export type SubmissionList = z.infer<typeof SubmissionList>

/** Every time the run's count was handed to HQ, newest first. */
export const RunSubmissions = z.object({
  submissions: z.array(Submission),
  /** Why the caller may not accept what waits: they submitted it, or they counted in it. Null where nothing forbids it. */
  own: z.nullable(z.enum(['submitted', 'counted'])),
})

/** HQ's answer to the submission that was seen. A return says why. */
export const AnswerSubmissionBody = z.discriminatedUnion('outcome', [
  z.object({ number: z.int(), outcome: z.literal('accepted'), note: shortText(1000) }),
  z.object({
    number: z.int(),
    outcome: z.literal('returned'),
    note: shortText(1000).check(z.regex(/\S/, 'is empty')),
  }),
])
