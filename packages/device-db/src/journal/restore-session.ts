import { createSay, type DeviceId, type ScanEvent, type SessionId } from '@cyclecount/domain'
import { isAboutLines, mergeSession, readEvent, refold, subjectOf, type Subject } from '@cyclecount/sync'
import type { DeviceDatabase } from '../database.ts'
import { putProjection } from '../put-projection.ts'
import { readRow, SessionRow, type LogRow } from '../rows.ts'
import {
  beforeAnyServer,
  eventsOf,
  newSessionRow,
  nothingPulled,
  readSession,
  within,
} from '../session-rows.ts'
import { sessionView } from '../session-view.ts'
import type { EventRecord } from './record.ts'
import type { SecondCopy } from './restore.ts'
import type { Reach } from './sentinel.ts'

/** Places of a session's log that nobody holds any more. */
export interface MissingRange {
  readonly sessionId: string
  readonly from: number
  readonly through: number
}

interface Restored {
  readonly events: number
  readonly missing: readonly MissingRange[]
}

/** Stands in the log, for people, where an event is missing. */
const say = createSay<'lost'>({ lost: 'A record was lost on this device: its storage was damaged.' })

type Place = Pick<LogRow, 'deviceSeq' | 'scanId' | 'event'>

/**
 * One session, inside the transaction that runs. Afterwards its log has no gap above what the server holds: where nobody has the
 * event of a place any more, a note stands there that says so, and the next capture comes after the highest place ever known.
 */
export async function restoreSession(
  database: DeviceDatabase,
  copy: SecondCopy,
  deviceId: DeviceId,
  sessionId: SessionId,
): Promise<Restored> {
  const kept = (copy.journal.events.get(sessionId) ?? []).filter((record) => record.deviceId === deviceId)
  const reach = copy.sentinel?.deviceId === deviceId ? copy.sentinel.sessions.get(sessionId) : undefined
  const held = await readSession(database, sessionId)
  const told = toldRow(copy, deviceId, sessionId)
  const row = held ?? told ?? rowFromStart(kept)
  if (!row) return { events: 0, missing: reach ? wanting(sessionId, reach) : [] }
  const lost = await notInLog(database, sessionId, kept)
  const last = Math.max(
    row.last,
    told?.last ?? 0,
    reach?.last ?? 0,
    ...lost.map(({ deviceSeq }) => deviceSeq),
  )
  if (held && lost.length === 0 && last === held.last) return { events: 0, missing: [] }

  const agreed = agreedPlace(row, told, reach)
  const taken = new Set(
    (await within(database.log, sessionId).primaryKeys()).map(([, deviceSeq]) => deviceSeq),
  )
  const placed = freelyPlaced(lost, taken, last)
  const through = Math.max(last, ...placed.map(({ deviceSeq }) => deviceSeq))
  const gaps = placesBetween(agreed.acked, through).filter((deviceSeq) => !taken.has(deviceSeq))
  const notes = gaps.map((deviceSeq) => lostNote(copy, { ...row, deviceId, deviceSeq }))
  const subjects = await addToLog(database, sessionId, [...placed, ...notes])
  const floor = floorOf(row, agreed, taken)
  const restored = { ...movedOn(row, eventsOf(placed)), ...agreed, ...floor, last: through }
  await database.sessions.put(restored)
  if (held) await projectAgain(database, restored, subjects)
  else await projectAnew(database, deviceId, sessionId)
  return { events: placed.length, missing: rangesOf(sessionId, gaps) }
}

/** Over what the session has already, which may be lines that the server folded. */
async function projectAgain(
  database: DeviceDatabase,
  row: SessionRow,
  subjects: readonly Subject[],
): Promise<void> {
  const writing: PromiseLike<unknown>[] = []
  await refold(sessionView(database, row, writing), subjects.filter(isAboutLines))
  await Promise.all(writing)
}

/** Of a session that is back: all that there is of it is its log. */
async function projectAnew(
  database: DeviceDatabase,
  deviceId: DeviceId,
  sessionId: SessionId,
): Promise<void> {
  const own = eventsOf(await within(database.log, sessionId).toArray())
  await putProjection(database, sessionId, mergeSession(deviceId, own, [], []))
}

type Agreed = Pick<SessionRow, 'acked' | 'ackedChain'>

/** What the server holds, by whoever knows of more than the database does: those events are safe there. */
function agreedPlace(row: SessionRow, told: SessionRow | null, reach: Reach | undefined): Agreed {
  const { last, acked, ackedChain } = row
  let agreed = { acked, ackedChain }
  if (told && told.acked > Math.max(last, agreed.acked))
    agreed = { acked: told.acked, ackedChain: told.ackedChain }
  if (reach && reach.acked > Math.max(last, agreed.acked))
    agreed = { acked: reach.acked, ackedChain: reach.chain }
  return agreed
}

/** Where the log lacks what the server holds, it begins behind that. */
function floorOf(
  { floor, floorChain }: SessionRow,
  { acked, ackedChain }: Agreed,
  taken: ReadonlySet<number>,
): Pick<SessionRow, 'floor' | 'floorChain'> {
  const isWhole = placesBetween(floor, acked).every((deviceSeq) => taken.has(deviceSeq))
  return isWhole ? { floor, floorChain } : { floor: acked, floorChain: ackedChain }
}

/** What was noted of a session and is not on the server, of which nothing else is known. */
export function wanting(sessionId: SessionId, { last, acked }: Reach): readonly MissingRange[] {
  return acked < last ? [{ sessionId, from: acked + 1, through: last }] : []
}

/** The row that the journal was told last, as it is with the session's own log alone. */
function toldRow({ journal }: SecondCopy, deviceId: DeviceId, sessionId: SessionId): SessionRow | null {
  const told = journal.sessions.find((session) => session.sessionId === sessionId)
  if (told?.deviceId !== deviceId || typeof told.row !== 'object') return null
  // What had been pulled is not in the journal: it is pulled again. A row of an older version knows less than one of today.
  return readRow(SessionRow, { ...beforeAnyServer, ...told.row, ...nothingPulled })
}

function rowFromStart(kept: readonly EventRecord[]): SessionRow | null {
  const start = eventsOf(kept).find((event) => event.kind === 'start')
  return start ? newSessionRow(start.sessionId, start.userId, start.capturedAt, start) : null
}

async function notInLog(
  database: DeviceDatabase,
  sessionId: SessionId,
  kept: readonly EventRecord[],
): Promise<readonly EventRecord[]> {
  const ids = kept.map(({ scanId }) => scanId).toSorted()
  const [first, last] = [ids.at(0), ids.at(-1)]
  if (first === undefined || last === undefined) return []
  const inLog = await database.log
    .where('[sessionId+scanId]')
    .between([sessionId, first], [sessionId, last], true, true)
    .keys()
  const held = new Set(inLog.map((key) => (Array.isArray(key) ? key[1] : key)))
  return kept.filter(({ scanId }) => !held.has(scanId))
}

/** Each at its own place; where another event stands there, behind everything else. */
function freelyPlaced(lost: readonly EventRecord[], taken: Set<number>, last: number): readonly Place[] {
  let next = last
  return lost.map(({ deviceSeq, scanId, event }) => {
    const isFree = !taken.has(deviceSeq)
    next += isFree ? 0 : 1
    const place = isFree ? deviceSeq : next
    taken.add(place)
    const moved = typeof event === 'object' ? { ...event, deviceSeq: place } : event
    return { deviceSeq: place, scanId: scanId as LogRow['scanId'], event: moved }
  })
}

function placesBetween(acked: number, through: number): readonly number[] {
  return Array.from({ length: Math.max(0, through - acked) }, (_, at) => acked + 1 + at)
}

function lostNote(
  { now, appVersion, newScanId }: SecondCopy,
  { sessionId, deviceId, deviceSeq, userId }: SessionRow & { deviceId: DeviceId; deviceSeq: number },
): Place {
  const scanId = newScanId()
  const event: ScanEvent = {
    kind: 'note',
    scanId,
    sessionId,
    deviceId,
    deviceSeq,
    userId,
    capturedAt: now,
    clockOffsetMs: null,
    appVersion,
    text: say('lost'),
    target: null,
  }
  return { deviceSeq, scanId, event }
}

/** In sequence, so that a void finds what it takes back. Answers what they are about. */
async function addToLog(
  database: DeviceDatabase,
  sessionId: SessionId,
  places: readonly Place[],
): Promise<readonly Subject[]> {
  const subjects = new Set<Subject>()
  for (const { deviceSeq, scanId, event } of places.toSorted((a, b) => a.deviceSeq - b.deviceSeq)) {
    const subject = await subjectIn(database, sessionId, readEvent(event))
    await database.log.add({ sessionId, deviceSeq, scanId, subject, event })
    subjects.add(subject)
  }
  return [...subjects]
}

async function subjectIn(
  database: DeviceDatabase,
  sessionId: SessionId,
  event: ScanEvent | null,
): Promise<Subject> {
  if (event?.kind !== 'void') return event ? subjectOf(event, null) : ''
  const target = [sessionId, event.target]
  const own = await database.log.where('[sessionId+scanId]').equals(target).first()
  const other = own ?? (await database.remote.where('[sessionId+scanId]').equals(target).first())
  return subjectOf(event, other?.subject ?? null)
}

/** What the events say of the session since its row was written. */
function movedOn(row: SessionRow, events: readonly ScanEvent[]): SessionRow {
  let moved = row
  for (const event of events.filter(({ deviceSeq }) => deviceSeq > row.last)) {
    if (event.kind === 'scan') moved = { ...moved, scans: moved.scans + 1 }
    if (event.kind === 'pause') moved = { ...moved, local: 'paused' }
    if (event.kind === 'start' || event.kind === 'resume') moved = { ...moved, local: 'counting' }
    if (event.kind === 'submit') moved = { ...moved, local: 'submitted', submitSeq: event.deviceSeq }
  }
  return moved
}

function rangesOf(sessionId: SessionId, places: readonly number[]): readonly MissingRange[] {
  const ranges: { sessionId: string; from: number; through: number }[] = []
  for (const place of places) {
    const open = ranges.at(-1)
    if (open && open.through === place - 1) open.through = place
    else ranges.push({ sessionId, from: place, through: place })
  }
  return ranges
}
