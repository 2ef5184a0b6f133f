import { closeSync, fsyncSync, openSync } from 'node:fs'
import SQLite from 'better-sqlite3'

/**
 * Writes a copy of a SQLite database as it is at one moment, while others go on reading and writing it; the tables named in `empty` have no
 * rows in it. `to` must not exist. When this returns the copy is on the disk, in one file.
 */
export function backupSqlite(from: string, to: string, empty: readonly string[] = []): void {
  const source = new SQLite(from, { fileMustExist: true })
  try {
    source.pragma('busy_timeout = 5000')
    source.prepare('vacuum into ?').run(to)
  } finally {
    source.close()
  }
  const copy = new SQLite(to, { fileMustExist: true })
  try {
    for (const name of empty) copy.prepare(`delete from "${name}"`).run()
  } finally {
    copy.close()
  }
  const file = openSync(to, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
