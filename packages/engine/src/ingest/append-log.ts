import type { ScanEvent } from '@cyclecount/contract'
import { isLateFor, type DeviceId, type ScanId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { ReadEvent } from './read-events.ts'
import { contentOf, eventToRow, rowToEvent, type ScanRow } from './scan-row.ts'
import { takePlace, type Session } from './session.ts'
import type { SetAside } from './set-aside.ts'
import { say } from '../words/say.ts'

type Understood = Extract<ReadEvent, { readonly event: ScanEvent }>

/**
 * Appends what is new to the session's log and answers it; what is there already is passed over, what clashes with it is
 * answered as a conflict. Rows are never changed.
 */
export async function appendNew(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  reads: readonly Understood[],
  protocol: number,
): Promise<{ readonly added: readonly ScanRow[]; readonly conflicts: readonly SetAside[] }> {
  const stored = await storedBeside(tx, session, reads)
  const bySeq = new Map<number, ScanEvent>()
  const byId = new Map<ScanId, ScanEvent>()
  for (const event of stored) {
    if (event.sessionId === session.sessionId && event.deviceId === reads[0]?.event.deviceId)
      bySeq.set(event.deviceSeq, event)
    byId.set(event.scanId, event)
  }
  const added: ScanRow[] = []
  const conflicts: SetAside[] = []
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
      added.push(
        eventToRow(event, {
          orgId: session.orgId,
          facilityId: session.facilityId,
          ...takePlace(session, event.scanId),
          receivedAt: ctx.now(),
          protocol,
          lateState: isLate(session, event) ? 'waiting' : null,
        }),
      )
    }
  }
  for (let start = 0; start < added.length; start += 1000) {
    await tx
      .insertInto('scan')
      .values(added.slice(start, start + 1000))
      .execute()
  }
  return { added, conflicts }
}

/** Late: the count is submitted or voided, or its submit did not know of this event. */
function isLate(session: Session, event: ScanEvent): boolean {
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

async function storedBeside(
  tx: Tx,
  session: Session,
  reads: readonly Understood[],
): Promise<readonly ScanEvent[]> {
  const [first] = reads
  if (!first) return []
  const seqs = reads.map(({ seq }) => seq)
  const bySeq = await tx
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', first.event.deviceId)
    .where('device_seq', '>=', Math.min(...seqs))
    .where('device_seq', '<=', Math.max(...seqs))
    .execute()
  const held = new Set(bySeq.map((row) => row.scan_id))
  const others = reads.map(({ event }) => event.scanId).filter((scanId) => !held.has(scanId))
  const byId =
    others.length === 0
      ? []
      : await tx.selectFrom('scan').selectAll().where('scan_id', 'in', others).execute()
  return [...bySeq, ...byId].map(rowToEvent)
}
