import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import type { SessionId } from '@cyclecount/domain'
import { BATCH } from './push.ts'

type Row = readonly unknown[]

/** What the product really wrote for some sessions, as the rows lie on its disk. */
export interface WrittenRows {
  readonly scans: number
  readonly tables: ReadonlyMap<string, readonly Row[]>
}

/** Which column names the session, table by table. */
const OF_SESSION: Readonly<Record<string, string>> = {
  scan: 'session_id',
  inventory_count_import: 'inventory_count_import_id',
  inventory_count_import_item: 'inventory_count_import_id',
  session_device: 'session_id',
  session_location: 'session_id',
  inv_count_import_status: 'inventory_count_import_id',
  reflexion_log: 'subject_id',
}

export function writtenRows(file: string, sessionIds: readonly SessionId[]): WrittenRows {
  const database = new SQLite(file, { readonly: true })
  try {
    const tables = new Map<string, Row[]>()
    for (const [table, column] of Object.entries(OF_SESSION)) {
      const statement = database.prepare(`select * from ${table} where ${column} = ?`).raw()
      const rows = sessionIds.flatMap((sessionId) => {
        const bytes = Buffer.from(sessionId.replaceAll('-', ''), 'hex')
        // Both ways of keeping an id: as bytes, and as text where it may name anything.
        return [...statement.all(bytes), ...statement.all(sessionId)] as Row[]
      })
      tables.set(table, rows)
    }
    return { scans: tables.get('scan')?.length ?? 0, tables }
  } finally {
    database.close()
  }
}

/** An empty database with the product's own tables and indexes, as durable as the product's: WAL, synchronous FULL. */
export function openRaw(productFile: string): {
  /** Inserts the rows with better-sqlite3 alone, 500 scans a transaction; answers how long it took, ms. */
  readonly insert: (written: WrittenRows, what: 'log' | 'everything') => number
  readonly count: () => number
  readonly close: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'cyclecount-bench-raw-'))
  const database = new SQLite(join(folder, 'raw.sqlite'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  const product = new SQLite(productFile, { readonly: true })
  const named = new Set(Object.keys(OF_SESSION))
  const made = product.prepare('select tbl_name, sql from sqlite_master where sql is not null').all() as {
    readonly tbl_name: string
    readonly sql: string
  }[]
  product.close()
  for (const { tbl_name: table, sql } of made) if (named.has(table)) database.exec(sql)
  database.pragma('foreign_keys = OFF')
  return {
    insert: (written, what) => insert(database, written, what),
    count: () =>
      (database.prepare('select count(*) as rows from scan').get() as { readonly rows: number }).rows,
    close: () => {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function insert(
  database: SQLite.Database,
  { scans, tables }: WrittenRows,
  what: 'log' | 'everything',
): number {
  const writers = [...tables]
    .filter(([table, rows]) => rows.length > 0 && (what === 'everything' || table === 'scan'))
    .map(([table, rows]) => {
      const places = Array.from({ length: rows[0]?.length ?? 0 }, () => '?').join(', ')
      return { rows, statement: database.prepare(`insert into ${table} values (${places})`) }
    })
  const batches = Math.ceil(scans / BATCH)
  const since = performance.now()
  for (let batch = 0; batch < batches; batch += 1) {
    database.transaction(() => {
      for (const { rows, statement } of writers) {
        const share = Math.ceil(rows.length / batches)
        for (const row of rows.slice(batch * share, (batch + 1) * share)) statement.run(...row)
      }
    })()
  }
  return performance.now() - since
}
