import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { engineMigrations, migrate, openDatabase, tables, type Database, type Schema } from '@cyclecount/db'

/**
 * A real SQLite file that can be brought back to any moment that was kept: the rows of every table are copied aside and back, which
 * costs a fraction of opening another file, and only of tables that are not as they were: emptying one that is empty writes all its
 * pages. In memory where the machine has a file system for it.
 */
export interface Disk {
  /** The server's connections; opening them anew at every start of a process would cost more than all that it does. */
  readonly db: Database<Schema>
  /** A connection beside the server's, which sees what was committed and nothing else. */
  readonly side: SQLite.Database
  /** Keeps all rows under a name; what had that name is forgotten. */
  readonly keep: (name: 'template' | 'backup') => void
  readonly bringBack: (name: 'template' | 'backup') => void
  /** Takes away the newest rows of the log of an unfinished count. */
  readonly lose: (rows: number) => void
  readonly remove: () => void
}

/** What no history changes, and so need not be brought back. */
const STEADY: ReadonlySet<string> = new Set([
  'org',
  'backend',
  'facility',
  'zone',
  'location',
  'area',
  'area_location',
  'product',
  'product_barcode',
  'external_id',
  'person_profile',
  'decision_reason',
  'count_run',
])

const MEMORY = '/dev/shm'

export async function createDisk(): Promise<Disk> {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'cyclecount-simulation-'))
  const url = join(folder, 'server.sqlite')
  await migrate(url, engineMigrations)
  const side = new SQLite(url)
  side.pragma('journal_mode = WAL')
  side.pragma('synchronous = OFF')
  side.pragma('foreign_keys = OFF')
  const names = tables.map((table) => table.name)
  for (const name of ['template', 'backup']) {
    side.exec(`attach ':memory:' as "${name}"`)
    for (const table of names)
      side.exec(`create table ${name}.${table} as select * from main.${table} where 0`)
  }
  // A database that is put back is another file; here its rows are replaced, also those that nobody may remove.
  side.exec('drop trigger reflexion_log_kept_on_delete')
  const into = (from: string, to: string, only = names) =>
    only.map((table) => ({
      differs: side
        .prepare<[], number>(
          `select (select count(*) from ${to}.${table}) <> (select count(*) from ${from}.${table})
            or exists (select * from ${from}.${table} except select * from ${to}.${table})`,
        )
        .pluck(),
      empty: side.prepare(`delete from ${to}.${table}`),
      fill: side.prepare(`insert into ${to}.${table} select * from ${from}.${table}`),
    }))
  const moves = {
    template: {
      keep: into('main', 'template'),
      bringBack: into(
        'template',
        'main',
        names.filter((name) => !STEADY.has(name)),
      ),
    },
    backup: { keep: into('main', 'backup'), bringBack: into('backup', 'main') },
  }
  const copy = side.transaction((statements: ReturnType<typeof into>) => {
    for (const { differs, empty, fill } of statements) {
      if (differs.get() === 0) continue
      empty.run()
      fill.run()
    }
  })
  const db = openDatabase<Schema>({ url, tables })
  return {
    db,
    side,
    keep: (name) => copy(moves[name].keep),
    bringBack: (name) => copy(moves[name].bringBack),
    lose: (rows) =>
      side
        .prepare(
          `delete from main.scan where rowid in (select s.rowid from main.scan s
            join main.inventory_count_import c on c.inventory_count_import_id = s.session_id
            where c.status_id not in ('submitted', 'voided') order by s.session_id desc, s.change_seq desc limit ?)`,
        )
        .run(rows),
    remove: () => {
      void db.close()
      side.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
