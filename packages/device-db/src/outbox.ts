import type { DeviceId, SessionId } from '@cyclecount/domain'
import type {
  ConnectionState,
  DeviceIdentity,
  OutboxSession,
  ServerMoment,
  SessionAck,
  SyncError,
  SyncStatus,
} from '@cyclecount/sync'
import { finalSince, mayForget, readEvent, sendFrom, serverTimeOf, settle, takenBack } from '@cyclecount/sync'
import { commitNow } from './connection.ts'
import type { DeviceDatabase } from './database.ts'
import type { SessionRow } from './rows.ts'
import { readSession, readSessions, retainedOf, within, nothingPulled } from './session-rows.ts'
import { noSync, readSetting, writeSetting, type Setting } from './settings.ts'

export async function waitingSessions(database: DeviceDatabase): Promise<readonly OutboxSession[]> {
  const rows = await readSessions(database)
  return rows.filter((row) => row.acked < row.last).map(outboxOf)
}

export async function settledSessions(database: DeviceDatabase): Promise<readonly OutboxSession[]> {
  const rows = await readSessions(database)
  return rows.filter((row) => row.acked >= row.last && row.last > row.floor).map(outboxOf)
}

export async function forkedSessions(database: DeviceDatabase): Promise<readonly SessionId[]> {
  return (await readSessions(database)).filter((row) => row.forked).map((row) => row.sessionId)
}

function outboxOf(row: SessionRow): OutboxSession {
  const { sessionId, acked, last, resendThrough, undecided } = row
  const { agreement, kept } = retainedOf(row)
  return { sessionId, acked, last, from: sendFrom(agreement, kept), resendThrough, undecided }
}
import type { Owed } from './write-ahead.ts'

/** Events as they were stored, understood or not: the server can keep what this version cannot read. */
export async function readOutbox(
  database: DeviceDatabase,
  sessionId: SessionId,
  fromSeq: number,
  limit: number,
): Promise<readonly unknown[]> {
  const rows = await database.log
    .where('[sessionId+deviceSeq]')
    .between([sessionId, fromSeq], [sessionId, fromSeq + limit - 1], true, true)
    .toArray()
  // Places are counted from the first: a log that does not begin there, or has a hole, ends before it.
  return rows.filter((row, at) => row.deviceSeq === fromSeq + at).map((row) => row.event)
}

/** All of it or nothing, in one transaction. Rules AK2 to AK4 and CH2 to CH4 of sync's SPEC. */
export async function acknowledge(
  database: DeviceDatabase,
  acks: readonly SessionAck[],
  server: ServerMoment,
): Promise<void> {
  await database.transaction(
    'rw',
    [database.sessions, database.settings, database.log, database.remote],
    async (transaction) => {
      const [device, sync] = await Promise.all([
        readSetting(database, 'device'),
        readSetting(database, 'sync'),
      ])
      if (device?.incarnation && device.incarnation !== server.incarnation) await takeBack(database)
      const rows = await Promise.all(acks.map(({ sessionId }) => readSession(database, sessionId)))
      const { incarnation, clockOffsetMs, at } = server
      // A scan waits for all of this: it is written at once, not one after another.
      await Promise.all([
        ...acks.map((ack, which) => {
          const row = rows[which]
          return row ? database.sessions.put(acknowledged(row, ack, serverTimeOf(server))) : null
        }),
        device && writeSetting(database, 'device', { ...device, incarnation, clockOffsetMs }),
        writeSetting(database, 'sync', { ...(sync ?? noSync), lastSuccessAt: at }),
      ])
      commitNow(transaction)
    },
  )
}

async function takeBack(database: DeviceDatabase): Promise<void> {
  const rows = await readSessions(database)
  await database.sessions.bulkPut(rows.map((row) => ({ ...row, ...takenBack(retainedOf(row).kept) })))
}

function acknowledged(row: SessionRow, ack: SessionAck, at: number): SessionRow {
  const before = retainedOf(row)
  const agreement = settle(before.agreement, before.kept, ack)
  return {
    ...row,
    ...agreement,
    finalAt: finalSince(before, agreement, ack.state, at),
    serverState: ack.state ?? row.serverState,
    undecided: ack.undecided,
  }
}

/** Forgets what is long final, each session in one transaction: all of its log and its lines, and how far they went stays. */
export async function pruneSessions(database: DeviceDatabase, now: number): Promise<void> {
  const { log, remote, items, meanings, sessions, bases } = database
  for (const { sessionId } of (await readSessions(database)).filter((row) => mayForget(retainedOf(row), now)))
    await database.transaction('rw', [log, remote, items, meanings, sessions, bases], async () => {
      const row = await readSession(database, sessionId)
      if (!row || !mayForget(retainedOf(row), now)) return
      await within(log, sessionId).delete()
      await within(remote, sessionId).delete()
      await within(items, sessionId).delete()
      await within(meanings, sessionId).delete()
      await within(bases, sessionId).delete()
      await sessions.put({ ...row, ...nothingPulled, floor: row.last, floorChain: row.ackedChain })
    })
}

export async function readIdentity(database: DeviceDatabase, deviceId: DeviceId): Promise<DeviceIdentity> {
  const device = await readSetting(database, 'device')
  return { deviceId, token: device?.token ?? null, incarnation: device?.incarnation ?? null }
}

export async function readConnection(database: DeviceDatabase): Promise<ConnectionState> {
  return ((await readSetting(database, 'sync')) ?? noSync).connection
}

export async function noteConnection(
  database: DeviceDatabase,
  connection: ConnectionState,
  error: SyncError | null,
): Promise<void> {
  await database.transaction('rw', database.settings, async () => {
    const before = (await readSetting(database, 'sync')) ?? noSync
    const lastError = connection.kind === 'idle' ? null : (error ?? before.lastError)
    const after: Setting<'sync'> = { ...before, connection, lastError }
    await writeSetting(database, 'sync', after)
  })
}

/** The truth about what waits, without what only a page knows (how full the disk is). */
export async function readStatus(database: DeviceDatabase): Promise<Omit<SyncStatus, 'storageAlmostFull'>> {
  const tables = [database.sessions, database.settings, database.log, database.remote]
  return database.transaction('r', tables, async () => {
    const [rows, known] = await Promise.all([readSessions(database), readSetting(database, 'sync')])
    const sync = known ?? noSync
    const waiting = rows.filter((row) => row.acked < row.last)
    const oldest = await Promise.all(waiting.map((row) => firstWaitingAt(database, row)))
    const times = oldest.filter((at) => at !== null)
    return {
      waiting: waiting.reduce((sum, row) => sum + row.last - row.acked, 0),
      sessions: waiting.map(({ sessionId, last, acked }) => ({ sessionId, waiting: last - acked })),
      oldestWaitingAt: times.length > 0 ? Math.min(...times) : null,
      lastSuccessAt: sync.lastSuccessAt,
      lastError: sync.lastError,
      connection: sync.connection,
      setAside: rows.reduce((sum, row) => sum + row.undecided, 0),
      forked: rows.filter((row) => row.forked).length,
    }
  })
}

/** With what is saved beside the database, which did not take it. */
export function statusWithOwed<S extends Awaited<ReturnType<typeof readStatus>>>(
  status: S,
  owed: Owed | null,
): S {
  if (!owed) return status
  const at = owed.stamp.capturedAt
  return {
    ...status,
    waiting: status.waiting + 1,
    oldestWaitingAt: Math.min(status.oldestWaitingAt ?? at, at),
  }
}

async function firstWaitingAt(database: DeviceDatabase, row: SessionRow): Promise<number | null> {
  const first = await database.log.get([row.sessionId, row.acked + 1])
  return first ? (readEvent(first.event)?.capturedAt ?? null) : null
}
