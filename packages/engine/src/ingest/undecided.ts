import type { DeviceId, SessionId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'

/** How many records of a device were set aside and wait for a manager, by session; absent where none does. */
export async function undecidedOf(
  tx: Pick<Tx, 'selectFrom'>,
  deviceId: DeviceId,
  sessions: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, number>> {
  const undecided = new Map<SessionId, number>()
  if (sessions.length === 0) return undecided
  const left = (table: 'scan_quarantine' | 'scan_conflict') =>
    tx
      .selectFrom(table)
      .select((eb) => ['session_id', eb.fn.countAll<number>().as('records')])
      .where('session_id', 'in', sessions)
      .where('device_id', '=', deviceId)
      .where('resolved_at', 'is', null)
      .groupBy('session_id')
  const rows = await left('scan_quarantine').unionAll(left('scan_conflict')).execute()
  for (const { session_id: sessionId, records } of rows)
    undecided.set(sessionId, (undecided.get(sessionId) ?? 0) + records)
  return undecided
}
