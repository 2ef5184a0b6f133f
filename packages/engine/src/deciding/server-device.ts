import { createHash, randomBytes } from 'node:crypto'
import {
  NO_CHAIN,
  chainStep,
  type DeviceId,
  type OrgId,
  type PersonId,
  type ScanId,
} from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { Session } from '../ingest/session.ts'
import { say } from '../words/say.ts'

/**
 * `console`: what managers add to a log from a screen. `taken-in`: records that were set aside and that managers let count. `elsewhere`: whole
 * logs of counts that were made elsewhere.
 */
type ServerDevice = keyof typeof labels

const labels = {
  console: 'device.console',
  'taken-in': 'device.takenIn',
  elsewhere: 'device.elsewhere',
} as const

/** A device of the server itself. Its id follows from the org, so that there is only one of each. */
function serverDeviceId(orgId: OrgId, which: ServerDevice): DeviceId {
  const hex = createHash('sha256').update(`${which} of ${orgId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as DeviceId
}

export function isServerDevice(orgId: OrgId, deviceId: DeviceId): boolean {
  return (Object.keys(labels) as ServerDevice[]).some((which) => deviceId === serverDeviceId(orgId, which))
}

/** Makes sure that it exists. Nobody knows a token for it, so nobody can push as it. */
export async function ensureServerDevice(
  ctx: EngineContext,
  tx: Tx,
  of: { readonly orgId: OrgId; readonly personId: PersonId; readonly which: ServerDevice },
): Promise<DeviceId> {
  const deviceId = serverDeviceId(of.orgId, of.which)
  await tx
    .insertInto('device')
    .values({
      device_id: deviceId,
      org_id: of.orgId,
      label: say(labels[of.which]),
      token_hash: new Uint8Array(randomBytes(32)),
      app_version: 'server',
      enrolled_by: of.personId,
      enrolled_at: ctx.now(),
      last_seen_at: ctx.now(),
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.column('device_id').doNothing())
    .execute()
  return deviceId
}

/** Takes the next place of a server's device in a session's log for this event: a sequence of its own, as every device has one. */
export async function takeServerPlace(
  tx: Tx,
  session: Session,
  deviceId: DeviceId,
  scanId: ScanId,
): Promise<number> {
  const held = await tx
    .selectFrom('session_device')
    .select(['acked_through', 'acked_chain'])
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  const deviceSeq = (held?.acked_through ?? 0) + 1
  const reached = {
    acked_through: deviceSeq,
    acked_chain: chainStep(held?.acked_chain ?? NO_CHAIN, scanId),
    moved_through: deviceSeq,
    highest_seq: deviceSeq,
  }
  await tx
    .insertInto('session_device')
    .values({ session_id: session.sessionId, device_id: deviceId, org_id: session.orgId, ...reached })
    .onConflict((conflict) => conflict.columns(['session_id', 'device_id']).doUpdateSet(reached))
    .execute()
  return deviceSeq
}
