import * as z from 'zod/mini'
import { FacilityIdSchema, Instant, nameText } from './ids.ts'

/** That stock changed, as a CloudEvent in its JSON form; what else stands in it is left alone. It says where to look, never how much there is. */
export const StockChanged = z.object({
  specversion: z.literal('1.0'),
  id: nameText(200),
  source: nameText(500),
  type: z.literal('stock.changed'),
  data: z.object({
    /** The items as the backend names them in its catalogue; left out: anything. */
    items: z.optional(z.array(nameText(200)).check(z.minLength(1), z.maxLength(1000))),
    /** When it changed, UTC ms. */
    changedAt: Instant,
  }),
})
export type StockChanged = z.infer<typeof StockChanged>
/** `before`: this message had come already. */
export const StockChangedReply = z.object({ became: z.enum(['taken', 'before']) })

export const HintSecretReply = z.object({ secret: z.string() })
export const HintSourceList = z.object({
  facilities: z.array(
    z.object({
      facilityId: FacilityIdSchema,
      name: z.string(),
      /** Until when the earlier secret is good beside the new one. */
      previousSecretUntil: z.nullable(Instant),
      startedBy: z.string(),
      startedAt: Instant,
      stoppedAt: z.nullable(Instant),
      lastToldAt: z.nullable(Instant),
    }),
  ),
})
export type HintSourceList = z.infer<typeof HintSourceList>
