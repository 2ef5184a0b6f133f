import type { ScanEvent, ScanId, SessionId } from '@cyclecount/domain'
import { aboutEach, readEvent, subjectOf, type AboutEvent, type Subject } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import type { RemoteRow } from './rows.ts'
import { eventsOf } from './session-rows.ts'

/**
 * Keeps events that came from the server beside the device's own log, each with what it is about, inside the transaction that runs;
 * a void may come before its target and after it. Gives the subjects of which something new is known.
 */
export async function putRemote(
  database: DeviceDatabase,
  sessionId: SessionId,
  events: readonly ScanEvent[],
): Promise<ReadonlySet<Subject>> {
  const byId = new Map(events.map((event) => [event.scanId, event]))
  const elsewhere = events.flatMap((event) =>
    event.kind === 'void' && !byId.has(event.target) ? event.target : [],
  )
  const about = aboutEach(events, await eventsById(database, sessionId, elsewhere))
  await database.remote.bulkPut(about.map(remoteRow))
  const subjects = new Set(about.map(({ subject }) => subject))
  const waiting = await database.remote
    .where('[sessionId+subject]')
    .between([sessionId, 'v:'], [sessionId, 'v:\uffff'])
    .toArray()
  for (const row of waiting) {
    const event = readEvent(row.event)
    const target = event?.kind === 'void' ? byId.get(event.target) : undefined
    if (target) await database.remote.put({ ...row, subject: subjectOf(target, null) })
  }
  return subjects
}

/** Those of the ids that this device holds, its own and others'. */
export async function eventsById(
  database: DeviceDatabase,
  sessionId: SessionId,
  scanIds: readonly ScanId[],
): Promise<readonly ScanEvent[]> {
  if (scanIds.length === 0) return []
  const keys = scanIds.map((scanId) => [sessionId, scanId])
  const own = await database.log.where('[sessionId+scanId]').anyOf(keys).toArray()
  const others = await database.remote.where('[sessionId+scanId]').anyOf(keys).toArray()
  return eventsOf([...own, ...others])
}

export function remoteRow({ event, subject }: AboutEvent): RemoteRow {
  const { sessionId, deviceId, deviceSeq, scanId } = event
  return { sessionId, deviceId, deviceSeq, scanId, subject, event }
}
