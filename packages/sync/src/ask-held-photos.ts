import { HeldPhotosReply, MAX_PHOTO_NAMES, type ReplyOf, type photoRoutes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import type { PhotoStore, PhotoTransport } from './photo-ports.ts'
import type { DeviceIdentity } from './ports.ts'

interface AskDeps {
  readonly photos: Pick<PhotoStore, 'held' | 'lost'>
  readonly transport: Pick<PhotoTransport, 'held'>
}

/**
 * Asks the server which of the photos it was heard to hold it holds, and lets those wait again that it does not: a log of scans tells
 * nothing of a photo that a server lost which was put back and does not say so. Whether it answered for all of them. Rule PH9.
 */
export async function askHeldPhotos(
  { photos, transport }: AskDeps,
  { token, incarnation }: DeviceIdentity,
): Promise<boolean> {
  if (token === null || incarnation === null) return false
  const all = await photos.held(incarnation)
  for (const facilityId of new Set(all.map((photo) => photo.facilityId))) {
    const there = all.filter((photo) => photo.facilityId === facilityId)
    for (let at = 0; at < there.length; at += MAX_PHOTO_NAMES) {
      const asked = there.slice(at, at + MAX_PHOTO_NAMES)
      const names = asked.map(({ sha256 }) => sha256)
      const reply = await answerOf(transport, { facilityId, names, token })
      // Of another server the scans hear first (rule AK4).
      if (reply?.incarnation !== incarnation) return false
      const held = new Set(reply.held)
      for (const photo of asked) if (!held.has(photo.sha256)) await photos.lost(photo)
    }
  }
  return true
}

interface Question {
  readonly facilityId: FacilityId
  readonly names: readonly string[]
  readonly token: string
}

/** Null where no server of ours answered; what is known stays. */
async function answerOf(
  transport: AskDeps['transport'],
  { facilityId, names, token }: Question,
): Promise<ReplyOf<typeof photoRoutes.heldPhotos> | null> {
  const answer = await transport.held(facilityId, names, token).catch(() => null)
  const reply = HeldPhotosReply.safeParse(answer?.body)
  return answer?.status === 200 && reply.success ? reply.data : null
}
