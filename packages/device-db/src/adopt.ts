import type { DeviceId, ScanEvent, SeenByDevice, SessionId } from '@cyclecount/domain'
import {
  aboutEach,
  continuesPull,
  isAboutLines,
  LOG_BEGINS,
  mergeSession,
  refold,
  withoutDevice,
  type LogPlace,
  type PulledSession,
  type SessionSnapshot,
} from '@cyclecount/sync'
import { putBaseLines } from './base-lines.ts'
import type { DeviceDatabase } from './database.ts'
import { putMeanings, putProjection } from './put-projection.ts'
import { eventsById, putRemote, remoteRow } from './remote.ts'
import type { SessionRow } from './rows.ts'
import { eventsOf, lackingOf, newSessionRow, pulledTo, readSession, within } from './session-rows.ts'
import { sessionView } from './session-view.ts'

/** Beyond as many it is quicker to fold everything anew than what each is about. */
const FEW_EVENTS = 2_000

/** Takes over a pulled session in one transaction; the device's own log is read and never written. Rules RS1 to RS3 and CH5. */
export async function adoptSession(
  database: DeviceDatabase,
  deviceId: DeviceId,
  pulled: PulledSession,
): Promise<void> {
  const { sessionId } = pulled
  const { log, remote, items, meanings, sessions, bases } = database
  await database.transaction('rw', [log, remote, items, meanings, sessions, bases], async () => {
    const known = await readSession(database, sessionId)
    const from = known ? pulledTo(known) : LOG_BEGINS
    if (!continuesPull(from, pulled, known !== null && lackingOf(known) !== null)) return
    const goesOn = known !== null && pulled.after > 0 && pulled.events.length <= FEW_EVENTS
    const rest = goesOn
      ? { seen: await addPulled(database, deviceId, known, pulled.events) }
      : { seen: await foldAnew(database, deviceId, pulled), snapshot: null }
    const row = known ?? newSessionRow(sessionId, pulled.userId, pulled.events[0]?.capturedAt ?? 0, pulled)
    const { cursor, chain: cursorChain, state: serverState } = pulled
    await sessions.put({ ...row, ...rest, cursor, cursorChain, serverState })
  })
}

/** What is new is kept, and what it is about is folded again. */
async function addPulled(
  database: DeviceDatabase,
  deviceId: DeviceId,
  row: SessionRow,
  events: readonly ScanEvent[],
): Promise<SeenByDevice> {
  const { sessionId } = row
  const ids = events.map((event) => event.scanId)
  const held = new Set((await eventsById(database, sessionId, ids)).map((event) => event.scanId))
  const fresh = events.filter((event) => !held.has(event.scanId))
  const subjects = [...(await putRemote(database, sessionId, fresh))].filter(isAboutLines)
  const writing: PromiseLike<unknown>[] = []
  await refold(sessionView(database, row, writing), subjects)
  await Promise.all(writing)
  const seen: Record<DeviceId, number> = { ...row.seen }
  for (const event of fresh) seen[event.deviceId] = Math.max(seen[event.deviceId] ?? 0, event.deviceSeq)
  return withoutDevice(seen, deviceId)
}

async function foldAnew(
  database: DeviceDatabase,
  deviceId: DeviceId,
  { sessionId, after, events }: PulledSession,
): Promise<SeenByDevice> {
  if (after === 0) await within(database.remote, sessionId).delete()
  const own = eventsOf(await within(database.log, sessionId).toArray())
  const held = eventsOf(await within(database.remote, sessionId).toArray())
  const merged = mergeSession(deviceId, own, held, events)
  await database.remote.bulkPut(merged.others.map(remoteRow))
  await within(database.bases, sessionId).delete()
  await putProjection(database, sessionId, merged)
  return merged.seen
}

/** Begins with a session as the server says it stands (rule RS5); false where this device holds something of it already. */
export async function beginWithSnapshot(
  database: DeviceDatabase,
  deviceId: DeviceId,
  snapshot: SessionSnapshot,
): Promise<boolean> {
  const { sessionId } = snapshot
  const { remote, meanings, sessions, bases, log } = database
  return database.transaction('rw', [remote, meanings, sessions, bases, log], async () => {
    const known = await readSession(database, sessionId)
    if (known && (known.last > known.floor || known.cursor > 0)) return false
    const row = known ?? newSessionRow(sessionId, snapshot.userId, snapshot.startedAt, snapshot)
    const buckets = await putBaseLines(database, sessionId, snapshot.items)
    await putMeanings(database, sessionId, snapshot.meanings)
    await remote.bulkPut(aboutEach(snapshot.events, []).map(remoteRow))
    const { cursor, chain: cursorChain, state: serverState } = snapshot
    const { seq: keptTo, chain: keptChain } = LOG_BEGINS
    await sessions.put({
      ...row,
      seen: withoutDevice(snapshot.seen, deviceId),
      cursor,
      cursorChain,
      serverState,
      snapshot: { buckets, keptTo, keptChain, through: cursor },
    })
    return true
  })
}

/** Keeps a part of the log behind a snapshot (rule RS7). */
export async function keepHistory(
  database: DeviceDatabase,
  sessionId: SessionId,
  from: LogPlace,
  events: readonly ScanEvent[],
  place: LogPlace,
): Promise<void> {
  const { remote, sessions, log } = database
  await database.transaction('rw', [remote, sessions, log], async () => {
    const row = await readSession(database, sessionId)
    if (!row?.snapshot || lackingOf(row)?.from.seq !== from.seq) return
    await putRemote(database, sessionId, events)
    const snapshot = { ...row.snapshot, keptTo: place.seq, keptChain: place.chain }
    await sessions.put({ ...row, snapshot })
  })
}
