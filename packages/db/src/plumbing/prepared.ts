import type SQLite from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'
import { isMoney } from './decode.ts'

/** How many statements a connection keeps ready, and up to what length: lists of other lengths are other texts. */
const KEPT = 500
const LONGEST = 4_000

/**
 * The connection, its statements prepared once per text, for preparing costs as much as running. The one kept longest goes first.
 * Where the schema has changed SQLite prepares a statement anew by itself. Integers come as bigints only where money is among them, for
 * making them costs more than reading them.
 */
export function keepPrepared(connection: SQLite.Database): SqliteDatabase {
  const kept = new Map<string, SQLite.Statement>()
  return {
    prepare(sql) {
      const known = kept.get(sql)
      if (known) return known
      const statement = connection.prepare(sql)
      if (statement.reader && !statement.columns().some(({ name }) => isMoney(name)))
        statement.safeIntegers(false)
      if (sql.length > LONGEST) return statement
      const oldest = kept.size >= KEPT ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      kept.set(sql, statement)
      return statement
    },
    close: () => void connection.close(),
  }
}
