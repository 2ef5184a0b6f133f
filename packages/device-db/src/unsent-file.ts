import type { FacilityId, PersonId, SessionId } from '@cyclecount/domain'
import type { DeviceDatabase } from './database.ts'
import type { SessionRow } from './rows.ts'
import { readSessions } from './session-rows.ts'
import { readSetting, writeSetting } from './settings.ts'
import type { Owed } from './write-ahead.ts'

/** What waits, to be saved to a file and handed in by other means. Events are the contract's, as they would be pushed. */
export interface UnsentFile {
  readonly format: 'cyclecount-unsent'
  readonly version: 1
  readonly deviceId: string
  readonly exportedAt: number
  readonly sessions: readonly {
    readonly sessionId: SessionId
    readonly userId: PersonId
    readonly fromSeq: number
    readonly events: readonly unknown[]
  }[]
  /** Absent where none waits. */
  readonly photos?: readonly UnsentPhoto[]
}

export interface UnsentPhoto {
  readonly facilityId: FacilityId
  readonly sha256: string
  readonly base64: string
}

/** Gathers the file and remembers how far it reaches, which is what sign-out asks for. */
export async function exportUnsent(
  database: DeviceDatabase,
  deviceId: string,
  exportedAt: number,
): Promise<UnsentFile> {
  const { sessions, log, remote } = database
  const { through, parts } = await database.transaction('r', [sessions, log, remote], async () => {
    const waiting = (await readSessions(database)).filter((row) => row.acked < row.last)
    return {
      through: Object.fromEntries(waiting.map((row) => [row.sessionId, row.last])),
      parts: await Promise.all(waiting.map((row) => partOf(database, row))),
    }
  })
  // A full disk keeps nobody from having the file; signing out then asks for it once more.
  await writeSetting(database, 'exported', { at: exportedAt, through }).catch(() => undefined)
  return { format: 'cyclecount-unsent', version: 1, deviceId, exportedAt, sessions: parts }
}

async function partOf(
  database: DeviceDatabase,
  { sessionId, userId, acked }: SessionRow,
): Promise<UnsentFile['sessions'][number]> {
  const [from, through] = [
    [sessionId, acked + 1],
    [sessionId, Infinity],
  ]
  const rows = await database.log.where(':id').between(from, through).toArray()
  return { sessionId, userId, fromSeq: acked + 1, events: rows.map((row) => row.event) }
}

/** With what is saved beside the database, which did not take it: it comes next in its session's log. */
export function withOwed(file: UnsentFile, owed: Owed | null): UnsentFile {
  if (!owed) return file
  const { sessionId, event, stamp } = owed
  const others = file.sessions.filter((part) => part.sessionId !== sessionId)
  const part = file.sessions.find((found) => found.sessionId === sessionId)
  const begun = part ?? { sessionId, userId: stamp.userId, fromSeq: event.deviceSeq, events: [] }
  return { ...file, sessions: [...others, { ...begun, events: [...begun.events, event] }] }
}

/** How many captures of a person are neither on the server nor in the last file. */
export async function neitherSentNorExported(database: DeviceDatabase, personId: PersonId): Promise<number> {
  const exported = (await readSetting(database, 'exported'))?.through ?? {}
  const rows = (await readSessions(database)).filter((row) => row.userId === personId)
  return rows.reduce(
    (sum, row) => sum + Math.max(0, row.last - Math.max(row.acked, exported[row.sessionId] ?? 0)),
    0,
  )
}
