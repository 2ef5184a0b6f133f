import type { ScanEvent } from '@cyclecount/contract'
import { statement } from '@cyclecount/db'
import { isLateFor, type DeviceId, type ScanId, type SessionId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { SessionPush } from './ingest-session.ts'
import type { ReadEvent } from './read-events.ts'
import { contentOf, eventToRow, rowToEvent, type ScanRow } from './scan-row.ts'
import { takePlace, type Session } from './session.ts'
import type { SetAside } from './set-aside.ts'
import { say } from '../words/say.ts'

type Understood = Extract<ReadEvent, { readonly event: ScanEvent }>

/** An event that is new to the log, and its row there. */
export interface Added {
  readonly row: ScanRow
  readonly event: ScanEvent
}

/**
 * Appends what is new to the session's log and answers it; what is there already is passed over, what clashes with it is
 * answered as a conflict. Rows are never changed.
 */
export async function appendNew(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  reads: readonly Understood[],
  { protocol, carefully }: Pick<SessionPush, 'protocol' | 'carefully'>,
): Promise<{ readonly added: readonly Added[]; readonly conflicts: readonly SetAside[] }> {
  const stored = await storedBeside(tx, session, reads, carefully)
  const bySeq = new Map<number, ScanEvent>()
  const byId = new Map<ScanId, ScanEvent>()
  for (const event of stored) {
    if (event.sessionId === session.sessionId && event.deviceId === reads[0]?.event.deviceId)
      bySeq.set(event.deviceSeq, event)
    byId.set(event.scanId, event)
  }
  const added: Added[] = []
  const conflicts: SetAside[] = []
  const receivedAt = ctx.now()
  for (const { seq, raw, event } of reads) {
    const sameId = byId.get(event.scanId)
    const sameSeq = bySeq.get(seq)
    if (sameId && contentOf(sameId) === contentOf(event)) continue
    if (sameId) {
      const message = say('aside.sameId')
      conflicts.push({ kind: 'conflict', seq, raw, event, clash: 'same-id-other-content', message })
    } else if (sameSeq) {
      const message = say('aside.samePlace')
      conflicts.push({ kind: 'conflict', seq, raw, event, clash: 'same-sequence-other-id', message })
    } else {
      byId.set(event.scanId, event)
      bySeq.set(seq, event)
      const row = eventToRow(event, {
        orgId: session.orgId,
        facilityId: session.facilityId,
        ...takePlace(session, event.scanId),
        receivedAt,
        protocol,
        lateState: isLate(session, event) ? 'waiting' : null,
      })
      added.push({ row, event })
    }
  }
  const rows = added.map(({ row }) => row)
  await ctx.db.rows.insert(tx, 'scan', rows)
  return { added, conflicts }
}

/**
 * Late: the count is submitted or voided, or its submit did not know of this event. Of a session that was joined to another nothing is
 * late here: whether it is, the other one says.
 */
function isLate(session: Session, event: ScanEvent): boolean {
  if (session.joinedInto !== null) return false
  if (isLateFor(session.state)) return true
  return (
    session.state === 'submitting' &&
    session.submitSeqs !== null &&
    event.deviceSeq > (session.submitSeqs[event.deviceId] ?? 0)
  )
}

/** What a device captured after its own submit is late, also where it was held before the submit itself arrived. */
export async function markBehindSubmit(
  tx: Tx,
  session: Session,
  deviceId: DeviceId,
): Promise<readonly ScanRow[]> {
  const named = session.submitSeqs?.[deviceId]
  if (named === undefined) return []
  return tx
    .updateTable('scan')
    .set({ late_state: 'waiting' })
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', deviceId)
    .where('device_seq', '>', named)
    .where('late_state', 'is', null)
    .returningAll()
    .execute()
}

const rowsAmong = statement<{ sessionId: SessionId; deviceId: DeviceId; from: number; through: number }>()(
  (db, given) =>
    db
      .selectFrom('scan')
      .selectAll()
      .where('session_id', '=', given('sessionId'))
      .where('device_id', '=', given('deviceId'))
      .where('device_seq', '>=', given('from'))
      .where('device_seq', '<=', given('through')),
)

/**
 * What the log holds in the places of these events; `carefully`, also what it holds elsewhere under their ids, which is looked for once
 * the database refused one.
 */
async function storedBeside(
  tx: Tx,
  session: Session,
  reads: readonly Understood[],
  carefully: boolean,
): Promise<readonly ScanEvent[]> {
  const [first] = reads
  if (!first) return []
  const seqs = reads.map(({ seq }) => seq)
  const bySeq = await rowsAmong(tx, {
    sessionId: session.sessionId,
    deviceId: first.event.deviceId,
    from: Math.min(...seqs),
    through: Math.max(...seqs),
  })
  const held = new Set(bySeq.map((row) => row.scan_id))
  const others = carefully ? reads.flatMap(({ event }) => (held.has(event.scanId) ? [] : event.scanId)) : []
  const byId =
    others.length === 0
      ? []
      : await tx.selectFrom('scan').selectAll().where('scan_id', 'in', others).execute()
  return [...bySeq, ...byId].map(rowToEvent)
}
