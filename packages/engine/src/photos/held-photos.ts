import type { ReplyOf, routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { serverIncarnation } from '../company/identity.ts'
import type { EngineContext } from '../context.ts'
import type { DeviceActor } from '../people/devices.ts'
import { arrivedAmong } from './photos-of.ts'
import { hasCounted } from './store-photo.ts'

/**
 * Which of these photos the server holds: a device asks about those that it sent, for a server that was put back may hold them no more
 * and not know it. Of a facility where the device has no count it is told of none.
 */
export async function heldPhotos(
  ctx: EngineContext,
  device: DeviceActor,
  { facilityId }: { readonly facilityId: FacilityId },
  names: readonly string[],
): Promise<ReplyOf<typeof routes.heldPhotos>> {
  const counted = await hasCounted(ctx, device, facilityId)
  const held = counted ? await arrivedAmong(ctx, facilityId, names) : new Set<string>()
  return { held: [...held], incarnation: await serverIncarnation(ctx) }
}
