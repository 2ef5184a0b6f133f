import type { ScanEvent } from '@cyclecount/contract'
import { statement } from '@cyclecount/db'
import type { DeviceId, OrgId, PersonId, SessionId, Sentence } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { EngineContext, Tx } from '../context.ts'
import { say } from '../words/say.ts'

/** What is kept as it came because it cannot become part of the log. It counts as held: it is safe on the server. */
export type SetAside =
  | { readonly kind: 'quarantined'; readonly seq: number; readonly raw: unknown; readonly message: Sentence }
  | {
      readonly kind: 'conflict'
      readonly seq: number
      readonly raw: unknown
      readonly message: Sentence
      readonly event: ScanEvent
      readonly clash: 'same-id-other-content' | 'same-sequence-other-id'
    }

interface Place {
  readonly orgId: OrgId
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
}

const unresolved = { resolved_at: null, resolved_by: null, resolution: null }

/** Keeps one of a kind per place in the log, however often and with whatever content it is sent. */
export async function keepSetAside(
  ctx: EngineContext,
  tx: Tx,
  place: Place,
  records: readonly SetAside[],
): Promise<void> {
  const frame = { org_id: place.orgId, session_id: place.sessionId, device_id: place.deviceId }
  const now = ctx.now()
  const quarantined = records.filter((record) => record.kind === 'quarantined')
  const conflicts = records.filter((record) => record.kind === 'conflict')
  if (quarantined.length > 0) {
    await tx
      .insertInto('scan_quarantine')
      .values(
        quarantined.map(({ seq, raw, message }) => ({
          quarantine_id: ctx.newId(),
          ...frame,
          device_seq: seq,
          raw: JSON.stringify(raw),
          problems: message,
          received_at: now,
          ...unresolved,
        })),
      )
      .onConflict((conflict) => conflict.columns(['session_id', 'device_id', 'device_seq']).doNothing())
      .execute()
  }
  if (conflicts.length > 0) {
    await tx
      .insertInto('scan_conflict')
      .values(
        conflicts.map(({ seq, raw, event, clash }) => ({
          conflict_id: ctx.newId(),
          ...frame,
          device_seq: seq,
          scan_id: event.scanId,
          kind: clash,
          raw: JSON.stringify(raw),
          received_at: now,
          ...unresolved,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['session_id', 'device_id', 'device_seq', 'kind']).doNothing(),
      )
      .execute()
  }
}

/** A record that was set aside in the place of one that was sent. */
export interface AsideBefore {
  readonly table: 'scan_quarantine' | 'scan_conflict'
  readonly recordId: string
  readonly seq: number
  readonly raw: string
  readonly resolvedAt: number | null
  /** Null where nobody decided it. */
  readonly resolvedBy: PersonId | null
}

const decision = ['raw', 'resolved_at as resolvedAt', 'resolved_by as resolvedBy'] as const
const asideAmong = statement<{ sessionId: SessionId; deviceId: DeviceId; from: number; through: number }>()(
  (db, given) =>
    db
      .selectFrom('scan_quarantine')
      .select([sql<AsideBefore['table']>`'scan_quarantine'`.as('table'), 'quarantine_id as recordId'])
      .select(['device_seq as seq', ...decision])
      .where('session_id', '=', given('sessionId'))
      .where('device_id', '=', given('deviceId'))
      .where('device_seq', '>=', given('from'))
      .where('device_seq', '<=', given('through'))
      .unionAll(
        db
          .selectFrom('scan_conflict')
          .select([sql<AsideBefore['table']>`'scan_conflict'`.as('table'), 'conflict_id as recordId'])
          .select(['device_seq as seq', ...decision])
          .where('session_id', '=', given('sessionId'))
          .where('device_id', '=', given('deviceId'))
          .where('device_seq', '>=', given('from'))
          .where('device_seq', '<=', given('through')),
      ),
)

/** What was set aside before, in the places of these records. */
export async function asideBefore(
  tx: Tx,
  place: Place,
  seqs: readonly number[],
): Promise<readonly AsideBefore[]> {
  if (seqs.length === 0) return []
  const [from, through] = [Math.min(...seqs), Math.max(...seqs)]
  const { sessionId, deviceId } = place
  return asideAmong(tx, { sessionId, deviceId, from, through })
}

/** Whether a person decided this very record: what they decided holds, however often it is sent and whatever is understood by then. */
export function isSettled(before: readonly AsideBefore[], seq: number, raw: unknown): boolean {
  const decided = before.filter((record) => record.seq === seq && record.resolvedBy !== null)
  return decided.some((record) => record.raw === JSON.stringify(raw))
}

/** A record that was set aside and is understood now is part of the log, and its quarantine resolved. Answers their places. */
export async function resolveQuarantine(
  ctx: EngineContext,
  tx: Tx,
  before: readonly AsideBefore[],
  understood: ReadonlyMap<number, unknown>,
): Promise<ReadonlySet<number>> {
  const waiting = before.filter((record) => record.table === 'scan_quarantine' && record.resolvedAt === null)
  const resolved = waiting.filter((record) => JSON.stringify(understood.get(record.seq)) === record.raw)
  const seqs = new Set(resolved.map((record) => record.seq))
  if (resolved.length === 0) return seqs
  await tx
    .updateTable('scan_quarantine')
    .set({ resolved_at: ctx.now(), resolution: say('aside.understood') })
    .where(
      'quarantine_id',
      'in',
      resolved.map((record) => record.recordId),
    )
    .execute()
  return seqs
}
