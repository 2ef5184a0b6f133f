import { createHash, randomBytes } from 'node:crypto'
import type { ScanEvent } from '@cyclecount/contract'
import { type DeviceId, type ScanId, type SeenByDevice, type SessionId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import { nothingHeld, reachFrom, type Held, type HeldRecord } from './held.ts'
import { projectSession } from './project.ts'
import { eventToRow, rowToEvent, type ScanRow } from './scan-row.ts'
import { keepSession, lockSession, takePlace, type Session } from './session.ts'

/** What counts, or says what counts means. Beginnings and ends are of a session and stay with it. */
const CARRIED = [
  'scan',
  'hand',
  'set',
  'void',
  'match',
  'confirm-empty',
  'note',
] as const satisfies ScanEvent['kind'][]

/** Carries on to where the session was joined, where it was: called whenever its log has grown. */
export async function carryOn(ctx: EngineContext, tx: Tx, session: Session): Promise<void> {
  if (session.joinedInto === null) return
  const target = await lockSession(tx, session.joinedInto)
  if (target) await carryOver(ctx, tx, session, target)
}

/**
 * Copies what is held of a session into the log of another, each event once, however often this runs: the copy's id follows from the
 * event and the session it is copied into. Each device of the session stands in the other log as a device of its own, in its own order,
 * so that what a quantity replaces stays what its counter had seen. Only what is held without a gap is copied; the rest follows.
 */
export async function carryOver(ctx: EngineContext, tx: Tx, from: Session, target: Session): Promise<void> {
  const byDevice = Map.groupBy(await heldOf(tx, from), (row) => row.device_id)
  const copied = await copiedAlready(
    tx,
    target,
    [...byDevice.keys()].map((deviceId) => standIn(from, deviceId)),
  )
  const rows: ScanRow[] = []
  for (const [deviceId, held] of byDevice) {
    const copies = new Map(copied.get(standIn(from, deviceId)))
    const done = new Set(copies.values())
    let place = 1
    for (const row of held) {
      const scanId = copyId(row.scan_id, target.sessionId)
      if (done.has(scanId)) continue
      // After the last one; or where one stood that was lost.
      while (copies.has(place)) place += 1
      copies.set(place, scanId)
      const event = copyOf(rowToEvent(row), { scanId, deviceSeq: place, from, target, byDevice })
      rows.push(
        eventToRow(event, {
          orgId: target.orgId,
          facilityId: target.facilityId,
          ...takePlace(target, scanId),
          receivedAt: ctx.now(),
          protocol: row.protocol,
          // As what comes after a submit: kept, and a person says whether it counts.
          lateState: isFixed(target) ? 'waiting' : null,
        }),
      )
    }
    await keepPlace(ctx, tx, { from, target, deviceId }, copies)
  }
  if (rows.length === 0) return
  await ctx.db.rows.insert(tx, 'scan', rows)
  if (!isFixed(target)) await projectSession(ctx, tx, target, 'all')
  await keepSession(tx, target)
  await requestReconcile(tx, ctx, target)
  await carryOn(ctx, tx, target)
}

function isFixed({ state }: Session): boolean {
  return state === 'submitting' || state === 'submitted' || state === 'voided'
}

/** What the session holds of each device without a gap, in the order of each. */
function heldOf(tx: Tx, { sessionId }: Session): Promise<ScanRow[]> {
  return tx
    .selectFrom('scan')
    .selectAll('scan')
    .innerJoin('session_device as d', (join) =>
      join.onRef('d.session_id', '=', 'scan.session_id').onRef('d.device_id', '=', 'scan.device_id'),
    )
    .where('scan.session_id', '=', sessionId)
    .where('scan.kind', 'in', CARRIED)
    .where((eb) => eb.or([eb('scan.late_state', 'is', null), eb('scan.late_state', '=', 'accepted')]))
    .whereRef('scan.device_seq', '<=', 'd.acked_through')
    .orderBy('scan.device_id')
    .orderBy('scan.device_seq')
    .execute()
}

/** By the device that stands for another: at which place which copy is. */
async function copiedAlready(
  tx: Tx,
  target: Session,
  devices: readonly DeviceId[],
): Promise<ReadonlyMap<DeviceId, readonly (readonly [number, ScanId])[]>> {
  if (devices.length === 0) return new Map()
  const rows = await tx
    .selectFrom('scan')
    .select(['device_id', 'device_seq', 'scan_id'])
    .where('session_id', '=', target.sessionId)
    .where('device_id', 'in', devices)
    .execute()
  const byDevice = Map.groupBy(rows, (row) => row.device_id)
  return new Map([...byDevice].map(([id, held]) => [id, held.map((row) => [row.device_seq, row.scan_id])]))
}

interface Copy {
  readonly scanId: ScanId
  readonly deviceSeq: number
  readonly from: Session
  readonly target: Session
  readonly byDevice: ReadonlyMap<DeviceId, readonly ScanRow[]>
}

function copyOf(event: ScanEvent, { scanId, deviceSeq, from, target, byDevice }: Copy): ScanEvent {
  const { sessionId } = target
  const header = { scanId, sessionId, deviceId: standIn(from, event.deviceId), deviceSeq }
  switch (event.kind) {
    case 'set':
      return { ...event, ...header, replaces: replacedThere(event.replaces, from, byDevice) }
    case 'void':
      return { ...event, ...header, target: copyId(event.target, sessionId) }
    case 'note':
      return { ...event, ...header, target: event.target && copyId(event.target, sessionId) }
    case 'scan':
    case 'hand':
    case 'match':
    case 'confirm-empty':
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return { ...event, ...header }
  }
}

/** The places of the same events in the other log. */
function replacedThere(
  replaces: SeenByDevice,
  from: Session,
  byDevice: ReadonlyMap<DeviceId, readonly ScanRow[]>,
): SeenByDevice {
  const entries = Object.entries(replaces) as [DeviceId, number][]
  return Object.fromEntries(
    entries.map(([deviceId, through]) => {
      const rows = byDevice.get(deviceId) ?? []
      return [standIn(from, deviceId), rows.filter((row) => row.device_seq <= through).length]
    }),
  )
}

function reachOf(copies: ReadonlyMap<number, ScanId>): Held & { readonly highest: number } {
  const records = [...copies].map(([seq, text]): HeldRecord => ({ seq, text, kind: null }))
  records.sort((one, other) => one.seq - other.seq)
  return { ...reachFrom(nothingHeld, records), highest: records.at(-1)?.seq ?? 0 }
}

interface Between {
  readonly from: Session
  readonly target: Session
  readonly deviceId: DeviceId
}

async function keepPlace(
  ctx: EngineContext,
  tx: Tx,
  { from, target, deviceId }: Between,
  copies: ReadonlyMap<number, ScanId>,
): Promise<void> {
  const { through, chain, highest } = reachOf(copies)
  const { label } = await tx
    .selectFrom('device')
    .select('label')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow()
  const now = ctx.now()
  await tx
    .insertInto('device')
    .values({
      device_id: standIn(from, deviceId),
      org_id: target.orgId,
      label,
      // Nobody knows a token for it.
      token_hash: new Uint8Array(randomBytes(32)),
      app_version: 'server',
      enrolled_by: from.userId,
      enrolled_at: now,
      last_seen_at: now,
      revoked_at: now,
    })
    .onConflict((conflict) => conflict.column('device_id').doNothing())
    .execute()
  const reached = {
    acked_through: through,
    acked_chain: chain,
    moved_through: through,
    highest_seq: highest,
  }
  await tx
    .insertInto('session_device')
    .values({
      session_id: target.sessionId,
      device_id: standIn(from, deviceId),
      org_id: target.orgId,
      ...reached,
    })
    .onConflict((conflict) => conflict.columns(['session_id', 'device_id']).doUpdateSet(reached))
    .execute()
}

/** A device of one session, as it stands in the log of another. */
function standIn(from: Session, deviceId: DeviceId): DeviceId {
  const hex = createHash('sha256').update(`${from.sessionId} ${deviceId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as DeviceId
}

/** Follows from the event and where it is copied to, and sorts as the event does: of two quantities the later one still holds. */
function copyId(scanId: ScanId, into: SessionId): ScanId {
  const hex = createHash('sha256').update(`${scanId} ${into}`).digest('hex')
  return `${scanId.slice(0, 18)}-8${hex.slice(0, 3)}-${hex.slice(3, 15)}` as ScanId
}
