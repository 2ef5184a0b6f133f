import type { Id, OrgId } from '@cyclecount/domain'
import { migrate, openDatabase, type Database } from '@cyclecount/db/plumbing'
import type { Transaction } from 'kysely'
import { ledgerMigrations } from './schema/migrations.ts'
import { ledgerTables, type LedgerSchema } from './schema/tables.ts'
import { defaultReasons } from './vocabulary.ts'

export interface LedgerOptions {
  /** `postgres://…` (its tables are prefixed `ledger_`, so it may be a database others use too), or a SQLite file of its own. */
  readonly url: string
  readonly now: () => number
  readonly newId: <T extends Id<string>>() => T
  /** How many PostgreSQL connections at most. */
  readonly poolSize?: number
}

/** The books of one org. Passed to every function of this room. */
export interface Ledger {
  readonly orgId: OrgId
  readonly db: Database<LedgerSchema>
  readonly now: () => number
  readonly newId: <T extends Id<string>>() => T
  readonly close: () => Promise<void>
}

export type LedgerTx = Transaction<LedgerSchema>

/**
 * Opens the ledger and brings its schema to the newest version. On PostgreSQL several processes may hold it open at once; a SQLite
 * file belongs to one process, which opens it once.
 */
export async function openLedger({ url, now, newId, poolSize }: LedgerOptions): Promise<Ledger> {
  await migrate(url, ledgerMigrations)
  const db = openDatabase<LedgerSchema>({
    url,
    tables: ledgerTables,
    ...(poolSize === undefined ? {} : { poolSize }),
  })
  const orgId = await db.write(async (tx) => {
    await tx
      .insertInto('ledger_org')
      .values({ only: 1, org_id: newId<OrgId>(), created_at: now(), loaded_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const { org_id: id } = await tx.selectFrom('ledger_org').select('org_id').executeTakeFirstOrThrow()
    await insertReasons(tx, id, defaultReasons)
    return id
  })
  return { orgId, db, now, newId, close: () => db.close() }
}

export interface Reason {
  readonly code: string
  readonly label: string
}

/** Makes reasons known by which stock may be booked. A code that is known keeps its label. */
export async function defineReasons(ledger: Ledger, reasons: readonly Reason[]): Promise<void> {
  if (reasons.length > 0) await ledger.db.write((tx) => insertReasons(tx, ledger.orgId, reasons))
}

export async function insertReasons(tx: LedgerTx, orgId: OrgId, reasons: readonly Reason[]): Promise<void> {
  const rows = reasons.map(({ code, label }) => ({ code, label, org_id: orgId }))
  await tx
    .insertInto('ledger_reason')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The reasons stock may be booked by, by code. */
export function listReasons(ledger: Ledger): Promise<Reason[]> {
  return ledger.db.read.selectFrom('ledger_reason').select(['code', 'label']).orderBy('code').execute()
}
