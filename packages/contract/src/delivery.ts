import * as z from 'zod/mini'
import { BackendIdSchema, Instant, shortText } from './ids.ts'

/** The inventory systems of the facilities whose proposals the reader sees, and whether anything is delivered to them. */
export const BackendList = z.object({
  backends: z.array(
    z.object({
      backendId: BackendIdSchema,
      name: z.string(),
      /** Of the reader's facilities those that it serves. */
      facilities: z.array(z.string()),
      /** Null while it is delivered to. */
      paused: z.nullable(z.object({ at: Instant, by: z.nullable(z.string()), reason: z.string() })),
      /** How many deliveries to the reader's facilities wait, adjustments and observations of counts. */
      waiting: z.int(),
      mayPause: z.boolean(),
    }),
  ),
})
export type BackendList = z.infer<typeof BackendList>

export const PauseBackendBody = z.object({
  paused: z.boolean(),
  reason: shortText(300).check(z.regex(/\S/, 'is empty')),
})
