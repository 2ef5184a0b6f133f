import { Dexie, type Collection, type Table } from 'dexie'
import { NO_CHAIN, type ScanEvent, type SessionId } from '@cyclecount/domain'
import {
  readEvent,
  type Captured,
  type CaptureRequest,
  type LackingHistory,
  type LogPlace,
  type Retained,
  type SessionPlace,
} from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { readRow, SessionRow, type LogRow } from './rows.ts'

/** All rows of a session in a table whose primary key begins with it, in the order of the key. */
export function within<Row, Key>(table: Table<Row, Key>, sessionId: SessionId): Collection<Row, Key> {
  return table.where(':id').between([sessionId], [sessionId, Dexie.maxKey])
}

/** Nothing was sent, nothing forgotten. */
export const beforeAnyServer = {
  acked: 0,
  ackedChain: NO_CHAIN,
  resendThrough: 0,
  forked: false,
  floor: 0,
  floorChain: NO_CHAIN,
  finalAt: null,
} as const

/** Nothing was taken over from the server: the next pull is of everything. */
export const nothingPulled = { seen: {}, cursor: 0, cursorChain: NO_CHAIN, snapshot: null } as const

/** What a session's row says to sync. */
export function retainedOf(row: SessionRow): Retained {
  const { acked, ackedChain, resendThrough, forked, last, floor, floorChain, finalAt } = row
  const kept = { last, floor: { seq: floor, chain: floorChain } }
  return { agreement: { acked, ackedChain, resendThrough, forked }, kept, finalAt }
}

/** What of the session's log is still on the server. */
export function lackingOf({ snapshot }: SessionRow): LackingHistory | null {
  if (!snapshot || snapshot.keptTo >= snapshot.through) return null
  const { keptTo, keptChain, through } = snapshot
  return { from: { seq: keptTo, chain: keptChain }, through }
}

/** How far a session was pulled. */
export function pulledTo({ cursor, cursorChain }: SessionRow): LogPlace {
  return { seq: cursor, chain: cursorChain }
}

export function newSessionRow(
  sessionId: SessionId,
  userId: SessionRow['userId'],
  startedAt: number,
  place: SessionPlace,
): SessionRow {
  const { assignmentId, runId, facilityId, areaId } = place
  return {
    sessionId,
    assignmentId,
    runId,
    facilityId,
    areaId,
    userId,
    startedAt,
    local: 'paused',
    submitSeq: 0,
    serverState: null,
    last: 0,
    ...beforeAnyServer,
    scans: 0,
    ...nothingPulled,
    locationId: null,
    undecided: 0,
  }
}

/** What a session's row is after a capture that took a place in its log. */
export function rowAfter(row: SessionRow, request: CaptureRequest, deviceSeq: number): SessionRow {
  const after = { ...row, last: deviceSeq }
  switch (request.kind) {
    case 'scan':
      return { ...after, scans: row.scans + 1, locationId: request.locationId }
    case 'start':
    case 'resume':
      return { ...after, local: 'counting' }
    case 'pause':
      return { ...after, local: 'paused' }
    case 'submit':
      return { ...after, local: 'submitted', submitSeq: deviceSeq }
    case 'hand':
    case 'set':
    case 'void':
    case 'match':
    case 'confirm-empty':
    case 'note':
      return after
  }
}

export function countersOf({ sessionId, acked, last, scans }: SessionRow): Captured['counters'] {
  return { sessionId, acked, last, scans }
}

/**
 * A session's row. One that cannot be understood is rebuilt from the log, which is the truth: everything counts as not
 * acknowledged, and the server, asked again, says what it holds. Null where there is no such session, or no log of it either.
 */
export async function readSession(
  database: DeviceDatabase,
  sessionId: SessionId,
): Promise<SessionRow | null> {
  const stored: unknown = await database.sessions.get(sessionId)
  if (stored === undefined) return null
  return readRow(SessionRow, stored) ?? rebuild(database, sessionId)
}

/** In one round trip where all can be understood: a scan waits for whoever reads what it writes. */
export async function readSessions(database: DeviceDatabase): Promise<readonly SessionRow[]> {
  const stored = await database.sessions.toArray()
  const rows = await Promise.all(
    stored.map(async (row) => readRow(SessionRow, row) ?? rebuild(database, row.sessionId)),
  )
  return rows.filter((row) => row !== null).toSorted((a, b) => a.startedAt - b.startedAt)
}

async function rebuild(database: DeviceDatabase, sessionId: SessionId): Promise<SessionRow | null> {
  const own = await within(database.log, sessionId).toArray()
  const others = await database.remote.where('[sessionId+subject]').equals([sessionId, 's:']).toArray()
  const events = eventsOf([...own, ...others])
  const start = events.find((event) => event.kind === 'start')
  if (!start) return null
  const row = newSessionRow(sessionId, start.userId, start.capturedAt, start)
  const submit = events.findLast((event) => event.kind === 'submit')
  // What the log lacks at its beginning was forgotten, or never restored: nothing is known of it but that.
  const floor = (own[0]?.deviceSeq ?? 1) - 1
  return {
    ...row,
    floor,
    acked: floor,
    local: submit ? 'submitted' : 'counting',
    submitSeq: submit?.deviceSeq ?? 0,
    last: own.at(-1)?.deviceSeq ?? 0,
    scans: events.filter((event) => event.kind === 'scan').length,
  }
}

export function eventsOf(rows: readonly Pick<LogRow, 'event'>[]): readonly ScanEvent[] {
  return rows.map((row) => readEvent(row.event)).filter((event) => event !== null)
}
