import * as z from 'zod/mini'
import { AssignmentIdSchema, Instant, PersonIdSchema, VarianceIdSchema, shortText } from './ids.ts'

/** Asks a person to count lines again, as they were seen: all of them or, where one has changed, none. */
export const AskRecountBody = z.object({
  lines: z
    .array(z.object({ varianceId: VarianceIdSchema, version: z.int() }))
    .check(z.minLength(1, 'names no line'), z.maxLength(2000)),
  personId: PersonIdSchema,
  note: shortText(300).check(z.regex(/\S/, 'is empty')),
})

/** The recounts of a run, newest first: one per area and time that somebody was asked. */
export const RecountList = z.object({
  recounts: z.array(
    z.object({
      assignmentId: AssignmentIdSchema,
      round: z.int(),
      areaName: z.string(),
      personName: z.string(),
      askedBy: z.string(),
      askedAt: Instant,
      note: z.string(),
      state: z.enum(['waiting', 'counting', 'submitted', 'taken-back']),
      lines: z.array(
        z.object({
          varianceId: VarianceIdSchema,
          title: z.string(),
          locationCode: z.nullable(z.string()),
        }),
      ),
    }),
  ),
})
export type RecountList = z.infer<typeof RecountList>
