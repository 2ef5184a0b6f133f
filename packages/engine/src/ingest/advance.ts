import { statement, type Schema } from '@cyclecount/db'
import { chainText, type DeviceId, type ScanEvent, type SessionId } from '@cyclecount/domain'
import type { EngineContext, ReadOrTx, Tx } from '../context.ts'
import type { Added } from './append-log.ts'
import { markBehindSubmit } from './append-log.ts'
import { heldAfter, nothingHeld, reachFrom, type Held, type HeldRecord } from './held.ts'
import type { SessionPush } from './ingest-session.ts'
import { applyLifecycle, submitIfAllHeld } from './lifecycle.ts'
import { rowToEvent, type ScanRow } from './scan-row.ts'
import type { Session } from './session.ts'
import type { SetAside } from './set-aside.ts'

/** How far the server is with one device's part of a session. */
export interface Mark extends Held {
  /** Its pauses, resumes and submits moved the session up to here. */
  readonly movedThrough: number
  /** The last place of which anything is held, gaps or not. */
  readonly highest: number
}

export type Marks = ReadonlyMap<DeviceId, Mark>

const noMark: Mark = { ...nothingHeld, movedThrough: 0, highest: 0 }

const marksHeld = statement<{ sessionId: SessionId }>()((db, given) =>
  db
    .selectFrom('session_device')
    .select(['device_id', 'acked_through', 'acked_chain', 'moved_through', 'highest_seq'])
    .where('session_id', '=', given('sessionId')),
)
const markHeld = statement<Schema['session_device']>()((db, given) => {
  const row = {
    acked_through: given('acked_through'),
    acked_chain: given('acked_chain'),
    moved_through: given('moved_through'),
    highest_seq: given('highest_seq'),
  }
  const key = { session_id: given('session_id'), device_id: given('device_id'), org_id: given('org_id') }
  return db
    .insertInto('session_device')
    .values({ ...key, ...row })
    .onConflict((conflict) => conflict.columns(['session_id', 'device_id']).doUpdateSet(row))
})

const eventAt = statement<{ sessionId: SessionId; deviceId: DeviceId; seq: number }>()((db, given) =>
  db
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', given('sessionId'))
    .where('device_id', '=', given('deviceId'))
    .where('device_seq', '=', given('seq')),
)

export async function marksOf(tx: ReadOrTx, sessionId: SessionId): Promise<Marks> {
  const rows = await marksHeld(tx, { sessionId })
  return new Map(
    rows.map((row) => [
      row.device_id,
      {
        through: row.acked_through,
        chain: row.acked_chain,
        movedThrough: row.moved_through,
        highest: row.highest_seq,
      },
    ]),
  )
}

/** What this push did to the log. */
interface Taken {
  readonly marks: Marks
  readonly added: readonly Added[]
  readonly setAside: readonly SetAside[]
  /** Places whose record was set aside before and is understood now. */
  readonly understoodNow: ReadonlySet<number>
}

/**
 * Moves the device's high-water mark over everything that is held without a gap, and applies the counter's pauses, resumes and
 * submits that this passes for the first time. Where the device begins again, or filled a hole below the mark, mark and chain are
 * worked out anew from what is held. Answers events that became late by it.
 */
export async function advance(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  push: SessionPush,
  taken: Taken,
): Promise<{ readonly held: Held; readonly late: readonly ScanRow[] }> {
  const { deviceId } = push.device
  const { fromSeq, events } = push.pushed
  const before = taken.marks.get(deviceId) ?? noMark
  noteOtherLog(ctx, push, before)
  const records = await recordsAfter(tx, session, push, taken, before)
  const held = reachFrom(records.from, records.after)
  const mark = {
    ...held,
    movedThrough: Math.max(before.movedThrough, held.through),
    highest: Math.max(before.highest, held.through, fromSeq + events.length - 1),
  }
  await keepMark(tx, session, deviceId, before, mark)
  const late: ScanRow[] = []
  const moves = records.after.filter(({ kind }) => kind !== null && isMove(kind))
  const newest = moves.at(-1)?.seq
  for (const { seq } of moves) {
    if (seq > held.through) continue
    // One that was set aside before and is understood only now still holds, unless a later word was given since.
    if (seq <= before.movedThrough && !(seq === newest && taken.understoodNow.has(seq))) continue
    late.push(...(await applyMove(ctx, tx, session, deviceId, seq)))
  }
  await submitIfAllHeld(ctx, tx, session, { personId: session.userId, deviceId })
  return { held, late }
}

/** The device will see it too, by the chain it is answered; here it is for who looks after the server. */
function noteOtherLog(ctx: EngineContext, { device, pushed }: SessionPush, before: Mark): void {
  const { sessionId, fromSeq, chainBefore } = pushed
  if (chainBefore === undefined || fromSeq !== before.through + 1 || chainBefore === before.chain) return
  const { deviceId } = device
  ctx.log.warn(
    { sessionId, deviceId, through: before.through },
    'a device holds another log than this server',
  )
}

async function keepMark(
  tx: Tx,
  session: Session,
  deviceId: DeviceId,
  before: Mark,
  mark: Mark,
): Promise<void> {
  // Asking what is held, or sending it once more, writes nothing.
  if (
    before.highest === mark.highest &&
    before.through === mark.through &&
    before.chain === mark.chain &&
    before.movedThrough === mark.movedThrough
  )
    return
  await markHeld(tx, {
    session_id: session.sessionId,
    device_id: deviceId,
    org_id: session.orgId,
    acked_through: mark.through,
    acked_chain: mark.chain,
    moved_through: mark.movedThrough,
    highest_seq: mark.highest,
  })
}

/**
 * What is held of the device after a place, in order. Where everything up to this push is held without a gap, that is what the push
 * brought; only otherwise is the log read.
 */
async function recordsAfter(
  tx: Tx,
  session: Session,
  { device, pushed }: SessionPush,
  { added, setAside }: Taken,
  before: Mark,
): Promise<{ readonly from: Held; readonly after: readonly HeldRecord[] }> {
  const place = { sessionId: session.sessionId, deviceId: device.deviceId }
  const again = pushed.fromSeq === 1 && before.highest > 0
  if (again || added.some(({ row }) => row.device_seq <= before.through))
    return { from: nothingHeld, after: await heldAfter(tx, place, 0) }
  if (before.highest > before.through)
    return { from: before, after: await heldAfter(tx, place, before.through) }
  const records = new Map<number, HeldRecord>()
  for (const { seq, raw } of setAside) records.set(seq, { seq, text: chainText(raw), kind: null })
  for (const { row, event } of added)
    records.set(row.device_seq, { seq: row.device_seq, text: event.scanId, kind: event.kind })
  return { from: before, after: [...records.values()].toSorted((a, b) => a.seq - b.seq) }
}

function isMove(kind: ScanEvent['kind']): boolean {
  return kind === 'pause' || kind === 'resume' || kind === 'submit'
}

async function applyMove(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  deviceId: DeviceId,
  seq: number,
): Promise<readonly ScanRow[]> {
  const [row] = await eventAt(tx, { sessionId: session.sessionId, deviceId, seq })
  if (!row) throw new Error('an event that was just held is gone')
  const event = rowToEvent(row)
  if (event.kind !== 'pause' && event.kind !== 'resume' && event.kind !== 'submit') return []
  const isApplied = await applyLifecycle(ctx, tx, session, event)
  // Where another device had submitted the count already, what was in time then stays so: submitted figures stand.
  return event.kind === 'submit' && isApplied ? markBehindSubmit(tx, session, deviceId) : []
}
