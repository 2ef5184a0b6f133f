import { createTables, type AnyTable, type Dialect, type MigrationSet } from '@cyclecount/db/plumbing'
import { sql, type Kysely } from 'kysely'
import { ledgerTables } from './tables.ts'

const NEVER = 'an event on the stock card is never changed'

/** The ledger's own schema, beside the count engine's or in a file of its own. */
export const ledgerMigrations: MigrationSet = {
  room: 'ledger',
  migrations: (dialect: Dialect) => ({
    '0001_first': {
      up: async (db: Kysely<never>) => {
        await createTables(db, dialect, firstTables)
        for (const statement of guardStockCard[dialect]) await sql.raw(statement).execute(db)
      },
    },
    '0002_documents': {
      up: async (db: Kysely<never>) => {
        const type = dialect === 'sqlite' ? 'integer' : 'bigint'
        await db.schema.alterTable('ledger_stock_card').addColumn('document_seq', type).execute()
      },
    },
  }),
}

/** As of 0001, before a document could be several events. */
const firstTables = ledgerTables.map((table): AnyTable => {
  if (table.name !== 'ledger_stock_card') return table
  const { document_seq: _later, ...columns } = table.columns
  return { ...table, columns }
})

const guardStockCard: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: ['update', 'delete'].map(
    (verb) => `create trigger ledger_stock_card_no_${verb} before ${verb} on ledger_stock_card
      begin select raise(abort, '${NEVER}'); end`,
  ),
  postgres: [
    `create function ledger_stock_card_guard() returns trigger language plpgsql as
      $guard$ begin raise exception '${NEVER}'; end $guard$`,
    `create trigger ledger_stock_card_guard before update or delete or truncate on ledger_stock_card
      for each statement execute function ledger_stock_card_guard()`,
  ],
}
