import type { DeviceId, SessionId } from '@cyclecount/domain'
import {
  captureEvent,
  projectEvent,
  subjectOf,
  type Captured,
  type CaptureOutcome,
  type CaptureRequest,
  type CaptureStamp,
  type Subject,
} from '@cyclecount/sync'
import { readEvent } from '@cyclecount/sync'
import { commitNow, DeviceStorageError, onDatabase } from './connection.ts'
import { countAtOnce, type CaptureInto } from './count-at-once.ts'
import type { DeviceDatabase } from './database.ts'
import { lookUpCode } from './look-up.ts'
import { storeProblem } from './problem.ts'
import type { LogRow, SessionRow } from './rows.ts'
import { countersOf, newSessionRow, readSession, rowAfter } from './session-rows.ts'
import { sessionView } from './session-view.ts'

/**
 * ONE read-write transaction, strict: sequence, look-up, event, line, counters. Resolves when it is on the disk; the screen
 * comes after. A scan that could not be kept comes back as a problem in words, and nothing of it is there.
 */
export async function captureInto(
  into: CaptureInto,
  deviceId: DeviceId,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: CaptureStamp,
): Promise<CaptureOutcome> {
  try {
    const captured = await onDatabase(into.database, async (attempt) => {
      const counted = attempt === 1 ? await countAtOnce(into, deviceId, sessionId, request, stamp) : null
      return counted ?? captureWhole(into, deviceId, sessionId, request, stamp, attempt)
    })
    return captured ? { kind: 'saved', captured } : { kind: 'failed', problem: storeProblem('no-session') }
  } catch (error) {
    if (error instanceof DeviceStorageError) return { kind: 'failed', problem: error.problem }
    throw error
  }
}

/** Whatever it is about, however much has to be read for it. */
async function captureWhole(
  into: CaptureInto,
  deviceId: DeviceId,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: CaptureStamp,
  attempt: 1 | 2,
): Promise<Captured | null> {
  const { database } = into
  const { log, remote, items, bases, meanings, sessions, products } = database
  const tables = [log, remote, items, bases, meanings, sessions, products]
  const done = await database.transaction('rw', tables, async (transaction) => {
    const saved = attempt === 2 ? await alreadySaved(database, sessionId, stamp) : null
    const writing: PromiseLike<unknown>[] = []
    const appended = saved ? null : await append(into, deviceId, sessionId, request, stamp, writing)
    await Promise.all(writing)
    commitNow(transaction)
    return { saved, appended }
  })
  if (!done.appended) return done.saved
  const { before, captured } = done.appended
  into.lines.moved(before, captured.event.deviceSeq, captured.changes)
  return captured
}

async function append(
  { database, facilities }: CaptureInto,
  deviceId: DeviceId,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: CaptureStamp,
  writing: PromiseLike<unknown>[],
): Promise<{ readonly before: SessionRow; readonly captured: Captured } | null> {
  // Each thing awaited is a round trip to the database: what can be asked at once is asked at once.
  const facilityId = facilities.get(sessionId)
  const [known, sooner] = await Promise.all([
    readSession(database, sessionId),
    request.kind === 'scan' && facilityId !== undefined
      ? lookUpCode(database, sessionId, facilityId, request.codeKey)
      : null,
  ])
  const session =
    known ??
    (request.kind === 'start' ? newSessionRow(sessionId, stamp.userId, stamp.capturedAt, request) : null)
  if (!session) return null
  facilities.set(sessionId, session.facilityId)
  const lookUp =
    request.kind === 'scan'
      ? (sooner ?? (await lookUpCode(database, sessionId, session.facilityId, request.codeKey)))
      : null
  const deviceSeq = session.last + 1
  const position = { sessionId, deviceId, deviceSeq, seen: session.seen }
  const event = captureEvent(request, stamp, position, lookUp ?? { kind: 'unknown' })
  const about = event.kind === 'void' ? await subjectById(database, sessionId, event.target) : null
  const subject = subjectOf(event, about)
  const [, changes] = await Promise.all([
    database.log.add({ sessionId, deviceSeq, scanId: event.scanId, subject, event }),
    projectEvent(sessionView(database, session, writing), event, subject),
  ])
  const row = rowAfter(session, request, deviceSeq)
  writing.push(database.sessions.put(row))
  return { before: session, captured: { event, lookUp, changes, counters: countersOf(row) } }
}

async function subjectById(
  database: DeviceDatabase,
  sessionId: SessionId,
  scanId: string,
): Promise<Subject | null> {
  return (await findById(database, sessionId, scanId))?.subject ?? null
}

async function findById(
  database: DeviceDatabase,
  sessionId: SessionId,
  scanId: string,
): Promise<LogRow | undefined> {
  const own = await database.log.where('[sessionId+scanId]').equals([sessionId, scanId]).first()
  return own ?? database.remote.where('[sessionId+scanId]').equals([sessionId, scanId]).first()
}

/** Where the handle died between a commit and its word, the second try finds the event there and adds nothing. */
async function alreadySaved(
  database: DeviceDatabase,
  sessionId: SessionId,
  stamp: CaptureStamp,
): Promise<Captured | null> {
  const row = await findById(database, sessionId, stamp.scanId)
  const session = row ? await readSession(database, sessionId) : null
  const event = row ? readEvent(row.event) : null
  if (!session || !event) return null
  return { event, lookUp: null, changes: [], counters: countersOf(session) }
}
