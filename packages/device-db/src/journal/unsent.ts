import type { PersonId, SessionId } from '@cyclecount/domain'
import { readEvent } from '@cyclecount/sync'
import { readRow, SessionRow } from '../rows.ts'
import type { UnsentFile } from '../unsent-file.ts'
import type { JournalContents } from './contents.ts'
import type { EventRecord } from './record.ts'

/**
 * The file that can be handed in where the database cannot be opened, made from the second copy alone, for each device that this
 * one ever was. A run of places without a gap is one part of it.
 */
export function unsentInJournal(
  { sessions, events }: JournalContents,
  exportedAt: number,
): readonly UnsentFile[] {
  const byDevice = Map.groupBy([...events.values()].flat(), ({ deviceId }) => deviceId)
  return [...byDevice].map(([deviceId, ofDevice]) => {
    const bySession = Map.groupBy(ofDevice, ({ sessionId }) => sessionId)
    const parts = [...bySession].flatMap(([sessionId, ofSession]) => {
      const row = readRow(SessionRow, sessions.find((session) => session.sessionId === sessionId)?.row)
      return runsOf(ofSession).flatMap((run) => partOf(sessionId, row?.userId ?? null, run))
    })
    return { format: 'cyclecount-unsent', version: 1, deviceId, exportedAt, sessions: parts }
  })
}

function partOf(
  sessionId: SessionId,
  countedBy: PersonId | null,
  run: readonly EventRecord[],
): UnsentFile['sessions'] {
  const userId = countedBy ?? run.map(({ event }) => readEvent(event)?.userId).find((id) => id !== undefined)
  const fromSeq = run[0]?.deviceSeq
  if (userId === undefined || fromSeq === undefined) return []
  return [{ sessionId, userId, fromSeq, events: run.map(({ event }) => event) }]
}

function runsOf(events: readonly EventRecord[]): readonly (readonly EventRecord[])[] {
  const runs: EventRecord[][] = []
  for (const event of events) {
    const open = runs.at(-1)
    if (open && open.at(-1)?.deviceSeq === event.deviceSeq - 1) open.push(event)
    else runs.push([event])
  }
  return runs
}
