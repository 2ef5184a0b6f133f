import { statement } from '@cyclecount/db'
import type { DeviceId, SessionId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'

const undecidedIn = statement<{ sessionId: SessionId; deviceId: DeviceId }>()((db, given) =>
  db
    .selectFrom('scan_quarantine')
    .select((eb) => eb.fn.countAll<number>().as('records'))
    .where('session_id', '=', given('sessionId'))
    .where('device_id', '=', given('deviceId'))
    .where('resolved_at', 'is', null)
    .unionAll(
      db
        .selectFrom('scan_conflict')
        .select((eb) => eb.fn.countAll<number>().as('records'))
        .where('session_id', '=', given('sessionId'))
        .where('device_id', '=', given('deviceId'))
        .where('resolved_at', 'is', null),
    ),
)

/** How many records of a device were set aside and wait for a manager, by session. */
export async function undecidedOf(
  tx: ReadOrTx,
  deviceId: DeviceId,
  sessions: readonly SessionId[],
): Promise<ReadonlyMap<SessionId, number>> {
  const undecided = new Map<SessionId, number>()
  for (const sessionId of sessions) {
    const left = await undecidedIn(tx, { sessionId, deviceId })
    undecided.set(
      sessionId,
      left.reduce((sum, { records }) => sum + records, 0),
    )
  }
  return undecided
}
