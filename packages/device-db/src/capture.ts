import type { SessionId } from '@cyclecount/domain'
import {
  captureEvent,
  projectEvent,
  subjectOf,
  type Captured,
  type CaptureOutcome,
  type Subject,
} from '@cyclecount/sync'
import { readEvent } from '@cyclecount/sync'
import { commitNow, DeviceStorageError, onDatabase } from './connection.ts'
import { countAtOnce, type Asked, type CaptureInto, type Foreseen } from './count-at-once.ts'
import type { DeviceDatabase } from './database.ts'
import { lookUpCode } from './look-up.ts'
import { storeProblem } from './problem.ts'
import type { LogRow, SessionRow } from './rows.ts'
import { countersOf, newSessionRow, readSession, rowAfter } from './session-rows.ts'
import { sessionView } from './session-view.ts'

/** `foreseen`: of the same request, by what is in memory. `again`: it may be in the database already. */
export interface CaptureKnowing {
  readonly foreseen?: Foreseen
  readonly again?: boolean
}

/**
 * ONE read-write transaction, strict: sequence, look-up, event, line, counters. Resolves when it is on the disk. A scan that could not
 * be kept comes back as a problem in words, and nothing of it is there.
 */
export async function captureInto(
  into: CaptureInto,
  asked: Asked,
  { foreseen, again = false }: CaptureKnowing = {},
): Promise<CaptureOutcome> {
  try {
    const captured = await onDatabase(into.database, async (attempt) => {
      const isFirst = attempt === 1 && !again
      const counted = isFirst ? await countAtOnce(into, asked, foreseen ?? null) : null
      // What was foreseen and is not so, another tab may have put back from the journal meanwhile.
      return counted ?? captureWhole(into, asked, isFirst && !foreseen)
    })
    return captured ? { kind: 'saved', captured } : { kind: 'failed', problem: storeProblem('no-session') }
  } catch (error) {
    if (error instanceof DeviceStorageError) return { kind: 'failed', problem: error.problem }
    throw error
  }
}

/** Whatever it is about, however much has to be read for it. */
async function captureWhole(into: CaptureInto, asked: Asked, isFirst: boolean): Promise<Captured | null> {
  const { database } = into
  const { log, remote, items, bases, meanings, sessions, products } = database
  const tables = [log, remote, items, bases, meanings, sessions, products]
  const done = await database.transaction('rw', tables, async (transaction) => {
    const saved = isFirst ? null : await alreadySaved(database, asked)
    const writing: PromiseLike<unknown>[] = []
    const appended = saved ? null : await append(into, asked, writing)
    await Promise.all(writing)
    commitNow(transaction)
    return { saved, appended }
  })
  if (!done.appended) {
    into.lines.forget()
    return done.saved
  }
  const { before, after, captured } = done.appended
  into.lines.moved(before, after, captured.changes)
  return captured
}

interface Appended {
  readonly before: SessionRow
  readonly after: SessionRow
  readonly captured: Captured
}

async function append(
  { database, facilities }: CaptureInto,
  { deviceId, sessionId, request, stamp }: Asked,
  writing: PromiseLike<unknown>[],
): Promise<Appended | null> {
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
  const after = rowAfter(session, request, deviceSeq)
  writing.push(database.sessions.put(after))
  return { before: session, after, captured: { event, lookUp, changes, counters: countersOf(after) } }
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
async function alreadySaved(database: DeviceDatabase, { sessionId, stamp }: Asked): Promise<Captured | null> {
  const row = await findById(database, sessionId, stamp.scanId)
  const session = row ? await readSession(database, sessionId) : null
  const event = row ? readEvent(row.event) : null
  if (!session || !event) return null
  return { event, lookUp: null, changes: [], counters: countersOf(session) }
}
