import type { FacilityId, PersonId, SessionId } from '@cyclecount/domain'
import * as z from 'zod/mini'
import { id } from './rows.ts'

/** `sentTo`: the incarnation of the server that holds it. */
export const PhotoRow = z.object({
  sessionId: id<SessionId>(),
  sha256: z.string(),
  facilityId: id<FacilityId>(),
  userId: id<PersonId>(),
  bytes: z.int(),
  mediaType: z.literal('image/jpeg'),
  takenAt: z.number(),
  sentTo: z.nullable(z.string()),
  refused: z.nullable(z.string()),
})
export type PhotoRow = z.infer<typeof PhotoRow>

const Bytes: unknown = z.instanceof(Uint8Array)
export const PictureRow = z.object({
  sessionId: id<SessionId>(),
  sha256: z.string(),
  content: Bytes as z.ZodMiniType<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>,
})
export type PictureRow = z.infer<typeof PictureRow>
