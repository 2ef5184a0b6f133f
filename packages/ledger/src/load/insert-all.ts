import type { LedgerTx } from '../ledger.ts'
import type { LedgerSchema } from '../schema/tables.ts'
import type { InsertObject } from 'kysely'

/** Inserts the rows, `batch` of them per statement. */
export async function insertAll<T extends keyof LedgerSchema>(
  tx: LedgerTx,
  table: T,
  rows: readonly LedgerSchema[T][],
  batch: number,
): Promise<void> {
  for (let from = 0; from < rows.length; from += batch) {
    const part = rows.slice(from, from + batch) as readonly InsertObject<LedgerSchema, T>[]
    await tx.insertInto(table).values(part).execute()
  }
}
