import type { ScanEvent } from '@cyclecount/contract'
import type { DeviceId, OrgId, SessionId, Sentence } from '@cyclecount/domain'
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

/** A record that was set aside and is understood now is part of the log, and its quarantine resolved. */
export async function resolveQuarantine(
  ctx: EngineContext,
  tx: Tx,
  place: Place,
  understood: ReadonlyMap<number, unknown>,
): Promise<void> {
  const seqs = [...understood.keys()]
  if (seqs.length === 0) return
  const rows = await tx
    .selectFrom('scan_quarantine')
    .select(['quarantine_id', 'device_seq', 'raw'])
    .where('session_id', '=', place.sessionId)
    .where('device_id', '=', place.deviceId)
    .where('device_seq', '>=', Math.min(...seqs))
    .where('device_seq', '<=', Math.max(...seqs))
    .where('resolved_at', 'is', null)
    .execute()
  const resolved = rows.filter((row) => JSON.stringify(understood.get(row.device_seq)) === row.raw)
  if (resolved.length === 0) return
  await tx
    .updateTable('scan_quarantine')
    .set({ resolved_at: ctx.now(), resolution: say('aside.understood') })
    .where(
      'quarantine_id',
      'in',
      resolved.map((row) => row.quarantine_id),
    )
    .execute()
}
