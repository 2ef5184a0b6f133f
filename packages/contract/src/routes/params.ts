import * as z from 'zod/mini'
import { FacilityIdSchema, RunIdSchema, SessionIdSchema } from '../ids.ts'

export const runParams = z.object({ runId: RunIdSchema })
export const facilityParams = z.object({ facilityId: FacilityIdSchema })
export const sessionParams = z.object({ sessionId: SessionIdSchema })
export const done = z.object({ done: z.literal(true) })
