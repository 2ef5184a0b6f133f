import type { Kysely } from 'kysely'
import { createTables, type Dialect, type MigrationSet } from './plumbing/index.ts'
import { keepAuditLog } from './schema/audit-is-kept.ts'
import { createChainViews } from './schema/decision-chain.ts'
import { tables } from './schema/index.ts'
import { keepOneModePerArea } from './schema/one-mode-per-area.ts'

/** The count engine's schema, version by version. */
export const engineMigrations: MigrationSet = {
  room: 'engine',
  migrations: (dialect: Dialect) => ({
    '0001_first': {
      up: async (db: Kysely<never>) => {
        await createTables(db, dialect, tables)
        await keepOneModePerArea(db, dialect)
        await keepAuditLog(db, dialect)
        await createChainViews(db, dialect)
      },
    },
  }),
}
