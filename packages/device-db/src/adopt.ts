import type { DeviceId } from '@cyclecount/domain'
import {
  continuesPull,
  LOG_BEGINS,
  mergeSession,
  type AboutEvent,
  type LogPlace,
  type PulledSession,
} from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { putProjection } from './put-projection.ts'
import type { RemoteRow, SessionRow } from './rows.ts'
import { eventsOf, newSessionRow, readSession, within } from './session-rows.ts'

/** Takes over a pulled session in one transaction; the device's own log is read and never written. Rules RS1 to RS3 and CH5. */
export async function adoptSession(
  database: DeviceDatabase,
  deviceId: DeviceId,
  pulled: PulledSession,
): Promise<void> {
  const { sessionId } = pulled
  const tables = [database.log, database.remote, database.items, database.meanings, database.sessions]
  await database.transaction('rw', tables, async () => {
    const known = await readSession(database, sessionId)
    if (!continuesPull(known ? pulledTo(known) : LOG_BEGINS, pulled)) return
    if (pulled.after === 0) await within(database.remote, sessionId).delete()
    const own = eventsOf(await within(database.log, sessionId).toArray())
    const held = eventsOf(await within(database.remote, sessionId).toArray())
    const merged = mergeSession(deviceId, own, held, pulled.events)
    await database.remote.bulkPut(merged.others.map(remoteRow))
    await putProjection(database, sessionId, merged)
    const firstAt = pulled.events[0]?.capturedAt ?? 0
    const row = known ?? newSessionRow(sessionId, pulled.userId, firstAt, pulled)
    const { seen } = merged
    const { cursor, chain: cursorChain, state: serverState } = pulled
    await database.sessions.put({ ...row, seen, cursor, cursorChain, serverState })
  })
}

/** How far a session was pulled. */
export function pulledTo({ cursor, cursorChain }: SessionRow): LogPlace {
  return { seq: cursor, chain: cursorChain }
}

function remoteRow({ event, subject }: AboutEvent): RemoteRow {
  const { sessionId, deviceId, deviceSeq, scanId } = event
  return { sessionId, deviceId, deviceSeq, scanId, subject, event }
}
