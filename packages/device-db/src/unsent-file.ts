import type { PersonId, SessionId } from '@cyclecount/domain'
import type { DeviceDatabase } from './database.ts'
import { readSessions } from './session-rows.ts'
import { readSetting, writeSetting } from './settings.ts'

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
}

/** Gathers the file and remembers how far it reaches, which is what sign-out asks for. */
export async function exportUnsent(
  database: DeviceDatabase,
  deviceId: string,
  exportedAt: number,
): Promise<UnsentFile> {
  const tables = [database.sessions, database.log, database.remote, database.settings]
  return database.transaction('rw', tables, async () => {
    const waiting = (await readSessions(database)).filter((row) => row.acked < row.last)
    const sessions = await Promise.all(
      waiting.map(async ({ sessionId, userId, acked }) => ({
        sessionId,
        userId,
        fromSeq: acked + 1,
        events: (
          await database.log
            .where(':id')
            .between([sessionId, acked + 1], [sessionId, Infinity])
            .toArray()
        ).map((row) => row.event),
      })),
    )
    const through = Object.fromEntries(waiting.map((row) => [row.sessionId, row.last]))
    await writeSetting(database, 'exported', { at: exportedAt, through })
    return { format: 'cyclecount-unsent', version: 1, deviceId, exportedAt, sessions }
  })
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
