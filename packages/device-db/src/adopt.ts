import type { DeviceId } from '@cyclecount/domain'
import { mergeSession, type AboutEvent, type PulledSession } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import type { RemoteRow } from './rows.ts'
import { eventsOf, newSessionRow, readSession, within } from './session-rows.ts'

/** Takes over a pulled session in one transaction; the device's own log is read and never written. Rules RS1 to RS3. */
export async function adoptSession(
  database: DeviceDatabase,
  deviceId: DeviceId,
  pulled: PulledSession,
): Promise<void> {
  const { sessionId } = pulled
  const tables = [database.log, database.remote, database.items, database.meanings, database.sessions]
  await database.transaction('rw', tables, async () => {
    const own = eventsOf(await within(database.log, sessionId).toArray())
    const held = eventsOf(await within(database.remote, sessionId).toArray())
    const merged = mergeSession(deviceId, own, held, pulled.events)
    await database.remote.bulkPut(merged.others.map(remoteRow))
    await within(database.items, sessionId).delete()
    await database.items.bulkPut([...merged.counted.items].map(([key, item]) => ({ sessionId, key, item })))
    await within(database.meanings, sessionId).delete()
    await database.meanings.bulkPut(
      [...merged.meanings].map(([codeKey, match]) => {
        const { scanId, deviceId: by, deviceSeq, productId, packUnits, unit } = match
        const meaning = { scanId, deviceId: by, deviceSeq, productId, packUnits, unit }
        return { sessionId, codeKey, productId, meaning }
      }),
    )
    const firstAt = pulled.events[0]?.capturedAt ?? 0
    const row =
      (await readSession(database, sessionId)) ?? newSessionRow(sessionId, pulled.userId, firstAt, pulled)
    const { seen } = merged
    await database.sessions.put({ ...row, seen, cursor: pulled.cursor, serverState: pulled.state })
  })
}

function remoteRow({ event, subject }: AboutEvent): RemoteRow {
  const { sessionId, deviceId, deviceSeq, scanId } = event
  return { sessionId, deviceId, deviceSeq, scanId, subject, event }
}
