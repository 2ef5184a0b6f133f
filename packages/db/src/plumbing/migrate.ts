import SQLite from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteAdapter, SqliteDialect } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import pg from 'pg'
import { dialectOf } from './database.ts'
import type { Dialect } from './table.ts'

export interface MigrationSet {
  /** Keeps the history of two rooms that share a database apart. */
  readonly room: string
  /** By name, in alphabetical order of application. Only ever added to. */
  readonly migrations: (dialect: Dialect) => Readonly<Record<string, Migration>>
}

/** SQLite takes changes of a schema back as it does any other; Kysely does not count on it. */
class UpgradingSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/**
 * Brings the schema to the newest version, all the way or not at all. Safe to call from several processes; throws with the migration's
 * name on failure, and where the data is of a newer version than the set.
 */
export async function migrate(url: string, set: MigrationSet): Promise<readonly string[]> {
  const dialect = dialectOf(url)
  const db = new Kysely<unknown>({
    dialect:
      dialect === 'postgres'
        ? new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) })
        : new UpgradingSqlite({ database: new SQLite(url) }),
  })
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...set.migrations(dialect) }) },
      migrationTableName: `${set.room}_migration`,
      migrationLockTableName: `${set.room}_migration_lock`,
    })
    const { error, results } = await migrator.migrateToLatest()
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'unknown'
      throw new Error(`migration ${failed} of ${set.room} failed`, { cause: error })
    }
    return (results ?? []).map((result) => result.migrationName)
  } finally {
    await db.destroy()
  }
}
