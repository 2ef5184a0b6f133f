import type { CountItem, SessionId } from '@cyclecount/domain'
import { linePrefix, type Subject } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { BaseRow, ItemRow, readRow, readRows, type SessionRow } from './rows.ts'
import { within } from './session-rows.ts'

/**
 * The lines that a session began with on this device, many to a row: twenty thousand lines are a few hundred rows to write. They
 * are never changed; `items` lies over them. All lines of a subject are in one row, so that a scan reads one.
 */
const LINES_A_ROW = 64

/** Inside the transaction that runs. Gives the number of rows, which finding a line needs. */
export async function putBaseLines(
  database: DeviceDatabase,
  sessionId: SessionId,
  lines: readonly CountItem[],
): Promise<number> {
  const buckets = Math.ceil(lines.length / LINES_A_ROW)
  const rows = Array.from({ length: buckets }, (_, bucket) => ({
    sessionId,
    bucket,
    items: [] as CountItem[],
  }))
  for (const line of lines) rows[bucketOf(subjectIn(line.key), buckets)]?.items.push(line)
  await database.bases.bulkPut(rows)
  return buckets
}

/** The lines of these subjects as the session began with them; null where they cannot be read any more. */
export async function baseLines(
  database: DeviceDatabase,
  { sessionId, snapshot }: SessionRow,
  subjects: readonly Subject[],
): Promise<readonly CountItem[] | null> {
  if (!snapshot || snapshot.buckets === 0) return []
  const { buckets } = snapshot
  const wanted = new Set(subjects.map((subject) => bucketOf(subject, buckets)))
  const stored = await database.bases.bulkGet([...wanted].map((bucket) => [sessionId, bucket]))
  const prefixes = subjects.map(linePrefix)
  const lines: CountItem[] = []
  for (const row of stored) {
    const read = readRow(BaseRow, row)
    if (!read) return null
    lines.push(...read.items.filter(({ key }) => prefixes.some((prefix) => key.startsWith(prefix))))
  }
  return lines
}

/** One line as the session began with it. */
export async function baseLine(
  database: DeviceDatabase,
  row: SessionRow,
  key: string,
): Promise<CountItem | 'unreadable' | null> {
  const lines = await baseLines(database, row, [subjectIn(key)])
  return lines ? (lines.find((line) => line.key === key) ?? null) : 'unreadable'
}

/** All lines of a session: those it began with, and what lies over them. Those that cannot be understood are left out. */
export async function readLines(
  database: DeviceDatabase,
  sessionId: SessionId,
): Promise<{ readonly lines: readonly CountItem[]; readonly isWhole: boolean }> {
  const [under, over] = await Promise.all([
    within(database.bases, sessionId).toArray(),
    within(database.items, sessionId).toArray(),
  ])
  const [bases, items] = [readRows(BaseRow, under), readRows(ItemRow, over)]
  const lines = new Map<string, CountItem>()
  for (const row of bases) for (const item of row.items) lines.set(item.key, item)
  for (const { key, item } of items)
    if (item) lines.set(key, item)
    else lines.delete(key)
  const isWhole = bases.length === under.length && items.length === over.length
  return { lines: [...lines.values()], isWhole }
}

/** What a line is about stands first in its key (see `itemKey`). */
function subjectIn(key: string): Subject {
  const [subject] = JSON.parse(key) as readonly [Subject]
  return subject
}

/** Any even spreading does. FNV-1a. */
function bucketOf(subject: Subject, buckets: number): number {
  let hash = 0x811c_9dc5
  for (let at = 0; at < subject.length; at += 1)
    hash = Math.imul(hash ^ subject.charCodeAt(at), 0x0100_0193) >>> 0
  return hash % buckets
}
