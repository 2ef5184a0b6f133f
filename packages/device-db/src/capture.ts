import type { DeviceId, FacilityId, SessionId } from '@cyclecount/domain'
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
import type { DeviceDatabase } from './database.ts'
import { lookUpCode } from './look-up.ts'
import { storeProblem } from './problem.ts'
import type { LogRow, SessionRow } from './rows.ts'
import { newSessionRow, readSession } from './session-rows.ts'
import { sessionView } from './session-view.ts'

export interface CaptureInto {
  readonly database: DeviceDatabase
  /** Where sessions are counted, as far as it was read before; it never changes. */
  readonly facilities: Map<SessionId, FacilityId>
}

/**
 * ONE read-write transaction, strict: sequence, look-up, event, line, counters. Resolves when it is on the disk; the screen
 * comes after. A scan that could not be kept comes back as a problem in words, and nothing of it is there.
 */
export async function captureInto(
  { database, facilities }: CaptureInto,
  deviceId: DeviceId,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: CaptureStamp,
): Promise<CaptureOutcome> {
  const tables = [
    database.log,
    database.remote,
    database.items,
    database.bases,
    database.meanings,
    database.sessions,
    database.products,
  ]
  try {
    const captured = await onDatabase(database, (attempt) =>
      database.transaction('rw', tables, async (transaction) => {
        const before = attempt === 2 ? await alreadySaved(database, sessionId, stamp) : null
        const writing: PromiseLike<unknown>[] = []
        const done =
          before ?? (await append({ database, facilities }, deviceId, sessionId, request, stamp, writing))
        await Promise.all(writing)
        commitNow(transaction)
        return done
      }),
    )
    return captured ? { kind: 'saved', captured } : { kind: 'failed', problem: storeProblem('no-session') }
  } catch (error) {
    if (error instanceof DeviceStorageError) return { kind: 'failed', problem: error.problem }
    throw error
  }
}

async function append(
  { database, facilities }: CaptureInto,
  deviceId: DeviceId,
  sessionId: SessionId,
  request: CaptureRequest,
  stamp: CaptureStamp,
  writing: PromiseLike<unknown>[],
): Promise<Captured | null> {
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
  const row = { ...session, ...moved(request, deviceSeq), last: deviceSeq }
  row.scans += request.kind === 'scan' ? 1 : 0
  if (request.kind === 'scan') row.locationId = request.locationId
  writing.push(database.sessions.put(row))
  return { event, lookUp, changes, counters: countersOf(row) }
}

function moved(request: CaptureRequest, deviceSeq: number): Partial<Pick<SessionRow, 'local' | 'submitSeq'>> {
  switch (request.kind) {
    case 'start':
    case 'resume':
      return { local: 'counting' }
    case 'pause':
      return { local: 'paused' }
    case 'submit':
      return { local: 'submitted', submitSeq: deviceSeq }
    case 'scan':
    case 'hand':
    case 'set':
    case 'void':
    case 'match':
    case 'confirm-empty':
    case 'note':
      return {}
  }
}

function countersOf({ sessionId, acked, last, scans }: SessionRow): Captured['counters'] {
  return { sessionId, acked, last, scans }
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
