import { createHash, randomBytes } from 'node:crypto'
import type { DeviceId, OrgId, PersonId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'

/** The device under which the org's console appends to a session's log. Its id follows from the org, so that there is only one. */
export function serverDeviceId(orgId: OrgId): DeviceId {
  const hex = createHash('sha256').update(`console of ${orgId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as DeviceId
}

/** Makes sure that it exists. Nobody knows a token for it, so nobody can push as it. */
export async function ensureServerDevice(
  ctx: EngineContext,
  tx: Tx,
  orgId: OrgId,
  personId: PersonId,
): Promise<DeviceId> {
  const deviceId = serverDeviceId(orgId)
  await tx
    .insertInto('device')
    .values({
      device_id: deviceId,
      org_id: orgId,
      label: 'Console',
      token_hash: new Uint8Array(randomBytes(32)),
      app_version: 'server',
      enrolled_by: personId,
      enrolled_at: ctx.now(),
      last_seen_at: ctx.now(),
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.column('device_id').doNothing())
    .execute()
  return deviceId
}
