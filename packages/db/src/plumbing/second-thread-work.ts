import { parentPort } from 'node:worker_threads'
import type SQLite from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import { decodeRow } from './decode.ts'
import { connectSqlite } from './connect-sqlite.ts'
import { keepPrepared } from './prepared.ts'
import type { Answered, Asked } from './second-thread.ts'

/** What the second thread runs: it reads, brings what was committed into the database file, and never writes a row. */

interface Opened {
  readonly reader: SqliteDatabase
  readonly keeper: SQLite.Database
}

/** So many pages of the log are brought into the database at once: fewer would write the same pages again and again. */
const CHECKPOINT_AT = 8_000

const opened = new Map<string, Opened>()

function open(file: string): Opened {
  const known = opened.get(file)
  if (known) return known
  const made = { reader: keepPrepared(connectSqlite(file, true)), keeper: connectSqlite(file, false) }
  opened.set(file, made)
  return made
}

function close(file: string): void {
  opened.get(file)?.reader.close()
  opened.get(file)?.keeper.close()
  opened.delete(file)
}

/** Holds up neither readers nor the writer, and takes as much as is committed by now. */
function checkpoint({ keeper }: Opened): void {
  const [state] = keeper.pragma('wal_checkpoint(NOOP)') as { log: bigint; checkpointed: bigint }[]
  if (state && state.log - state.checkpointed >= CHECKPOINT_AT) keeper.pragma('wal_checkpoint(PASSIVE)')
}

function answer(asked: Asked): readonly unknown[] {
  switch (asked.kind) {
    case 'rows': {
      const rows = open(asked.file).reader.prepare(asked.sql).all(asked.parameters) as Record<
        string,
        unknown
      >[]
      // Here, for an id as text is handed over many times faster than as bytes.
      for (const row of rows) decodeRow(row)
      return rows
    }
    case 'checkpoint':
      checkpoint(open(asked.file))
      return []
    case 'close':
      close(asked.file)
      return []
  }
}

function reply(asked: Asked): Answered {
  try {
    return { id: asked.id, rows: answer(asked) }
  } catch (error) {
    const { message } = error as Error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { id: asked.id, refused: { message, code } }
  }
}

parentPort?.on('message', (asked: Asked) =>
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(reply(asked)),
)
