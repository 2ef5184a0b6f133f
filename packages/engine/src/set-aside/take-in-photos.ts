import { ProblemError, type UnsentCheck, type UnsentFile } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import type { AuditEntry } from '../audit/chain.ts'
import type { EngineContext } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { arrivedAmong } from '../photos/photos-of.ts'
import { storePhoto } from '../photos/store-photo.ts'

type FilePhoto = NonNullable<UnsentFile['photos']>[number]

function photosAt(facilityId: FacilityId, file: UnsentFile): readonly FilePhoto[] {
  return (file.photos ?? []).filter((photo) => photo.facilityId === facilityId)
}

/** How many photos of the facility are in the file, and how many of them the server holds. */
export async function checkPhotos(
  ctx: EngineContext,
  facilityId: FacilityId,
  file: UnsentFile,
): Promise<UnsentCheck['photos']> {
  const names = photosAt(facilityId, file).map(({ sha256 }) => sha256)
  const here = await arrivedAmong(ctx, facilityId, names)
  return { records: names.length, here: names.filter((name) => here.has(name)).length }
}

/** What the auditor is told of them before any is taken in. */
export function auditOfPhotos(
  ctx: EngineContext,
  facilityId: FacilityId,
  file: UnsentFile,
  reason: string,
): readonly AuditEntry[] {
  const photos = photosAt(facilityId, file).map(({ sha256 }) => sha256)
  if (photos.length === 0) return []
  const tag = 'unsent-file.taken-in'
  const entry = { facilityId, at: ctx.now(), tag, subjectKind: 'device', subjectId: file.deviceId, reason }
  return [{ ...entry, after: { photos, exportedAt: file.exportedAt } }]
}

/** Takes in the facility's photos of the file as if the device had sent them; one that is spoilt stops nothing. How many were new. */
export async function takeInPhotos(
  ctx: EngineContext,
  device: DeviceActor,
  facilityId: FacilityId,
  file: UnsentFile,
): Promise<number> {
  const before = await checkPhotos(ctx, facilityId, file)
  for (const { sha256, base64 } of photosAt(facilityId, file)) {
    try {
      await storePhoto(ctx, device, { facilityId, sha256 }, Buffer.from(base64, 'base64'))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      ctx.log.warn({ sha256, reason: error.message }, 'a photo of a file was not taken in')
    }
  }
  return (await checkPhotos(ctx, facilityId, file)).here - before.here
}
