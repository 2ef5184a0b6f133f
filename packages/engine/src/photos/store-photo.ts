import { createHash } from 'node:crypto'
import {
  fail,
  MAX_PHOTO_BYTES,
  MIN_PHOTO_BYTES,
  PHOTO_TYPE,
  type ReplyOf,
  type routes,
} from '@cyclecount/contract'
import type { FacilityId, OrgId } from '@cyclecount/domain'
import { serverIncarnation } from '../company/identity.ts'
import type { EngineContext } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { say } from '../words/say.ts'

export interface PhotoPlace {
  readonly facilityId: FacilityId
  readonly sha256: string
}

/**
 * Keeps a photo that a device sends, durably before this resolves; one that is held already is passed over. Fails with `not-found`
 * where the device has no count at the facility, `too-large` and `bad-request` for what is no photo or not the one that is named.
 */
export async function storePhoto(
  ctx: EngineContext,
  device: DeviceActor,
  place: PhotoPlace,
  content: Uint8Array,
): Promise<ReplyOf<typeof routes.storePhoto>> {
  refuseOther(place.sha256, content)
  if (!(await hasCounted(ctx, device, place.facilityId))) fail('not-found', say('photo.noCount'))
  await keepPhoto(ctx, device.orgId, place, content)
  return { sha256: place.sha256, incarnation: await serverIncarnation(ctx) }
}

/** The sum says that nothing was cut off or spoilt on the way; the first bytes, that a browser shows a picture and runs nothing. */
function refuseOther(sha256: string, content: Uint8Array): void {
  if (content.byteLength > MAX_PHOTO_BYTES) fail('too-large', say('photo.tooLarge'))
  const isJpeg = content[0] === 0xff && content[1] === 0xd8 && content[2] === 0xff
  if (content.byteLength < MIN_PHOTO_BYTES || !isJpeg) fail('bad-request', say('photo.none'))
  if (createHash('sha256').update(content).digest('hex') !== sha256) fail('bad-request', say('photo.other'))
}

/** A device has photos of where it counted, whoever may count there now, and of nowhere else. */
export async function hasCounted(
  ctx: EngineContext,
  device: DeviceActor,
  facilityId: FacilityId,
): Promise<boolean> {
  const counted = await ctx.db.read
    .selectFrom('session_device as d')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'd.session_id')
    .select('d.session_id')
    .where('d.device_id', '=', device.deviceId)
    .where('d.org_id', '=', device.orgId)
    .where('s.facility_id', '=', facilityId)
    .limit(1)
    .executeTakeFirst()
  return counted !== undefined
}

async function keepPhoto(
  ctx: EngineContext,
  orgId: OrgId,
  { facilityId, sha256 }: PhotoPlace,
  content: Uint8Array,
): Promise<void> {
  const added = await ctx.db.write((tx) =>
    tx
      .insertInto('blob')
      .values({
        facility_id: facilityId,
        sha256,
        org_id: orgId,
        media_type: PHOTO_TYPE,
        size: content.byteLength,
        content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
        created_at: ctx.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('sha256')
      .executeTakeFirst(),
  )
  if (added) ctx.changed({ facilityId })
}
