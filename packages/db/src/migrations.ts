import type { Kysely } from 'kysely'
import { createTables, type Dialect, type MigrationSet } from './plumbing/index.ts'
import { tables } from './schema/index.ts'

/** The count engine's schema, version by version. */
export const engineMigrations: MigrationSet = {
  room: 'engine',
  migrations: (dialect: Dialect) => ({
    '0001_first': { up: (db: Kysely<never>) => createTables(db, dialect, tables) },
  }),
}
