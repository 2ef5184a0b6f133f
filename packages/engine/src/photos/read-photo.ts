import { fail, PHOTO_TYPE } from '@cyclecount/contract'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { say } from '../words/say.ts'
import type { PhotoPlace } from './store-photo.ts'

/** The photo, for who reviews the facility where it was taken. Fails with `not-found` where it has not arrived. */
export async function readPhoto(
  ctx: EngineContext,
  actor: Actor,
  { facilityId, sha256 }: PhotoPlace,
): Promise<Uint8Array<ArrayBuffer>> {
  requireAt(actor, 'review', facilityId)
  const found = await ctx.db.read
    .selectFrom('blob')
    .select('content')
    .where('facility_id', '=', facilityId)
    .where('sha256', '=', sha256)
    .where('org_id', '=', actor.orgId)
    .where('media_type', '=', PHOTO_TYPE)
    .executeTakeFirst()
  return found ? new Uint8Array(found.content) : fail('not-found', say('photo.notArrived'))
}
