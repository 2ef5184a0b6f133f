import type { FacilityId, OrgId } from '@cyclecount/domain'
import { emptyPool, type Pool } from '../average-cost.ts'
import type { LedgerTx } from '../ledger.ts'
import type { CardRow, LedgerSchema } from '../schema/tables.ts'
import { lineKey, poolKey, positionKey, type Books, type Entry, type StockLine } from './books.ts'
import type { LockedFacility } from './facility-lock.ts'

/** Reads the positions (in all states) and the costs that the entries touch. */
export async function loadBooks(
  tx: LedgerTx,
  orgId: OrgId,
  { facilityId, lastSeq }: LockedFacility,
  entries: readonly Entry[],
): Promise<Books> {
  const books: Books = { orgId, facilityId, lastSeq, positions: new Map(), pools: new Map() }
  const lines = new Set(entries.map((entry) => lineKey(entry.line)))
  const positions = await tx
    .selectFrom('ledger_position')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('line_key', 'in', [...lines])
    .execute()
  for (const row of positions) books.positions.set(positionKey(row.line_key, row.stock_state), row)
  for (const { line } of entries) {
    const key = poolKey(line.productId, line.owner)
    if (!books.pools.has(key)) books.pools.set(key, await loadPool(tx, facilityId, line))
  }
  return books
}

async function loadPool(
  tx: LedgerTx,
  facilityId: FacilityId,
  { productId, owner }: Pick<StockLine, 'productId' | 'owner'>,
): Promise<Pool> {
  const row = await tx
    .selectFrom('ledger_average_cost')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('product_id', '=', productId)
    .where('owner', '=', owner)
    .executeTakeFirst()
  if (row) return poolOf(row)
  const bought = await tx
    .selectFrom('ledger_product')
    .select('unit_cost_micros')
    .where('product_id', '=', productId)
    .executeTakeFirst()
  return firstPool(bought?.unit_cost_micros ?? null)
}

/** The cost before anything was booked: what the product is bought at, or unknown. */
export function firstPool(unitCostMicros: bigint | null): Pool {
  const lastCost = unitCostMicros === null ? null : { valueMicros: unitCostMicros, perMilli: 1000 }
  return emptyPool(lastCost)
}

type CostRow = LedgerSchema['ledger_average_cost']

export function poolOf(
  row: Pick<
    CostRow,
    'quantity_milli' | 'value_micros' | 'uncosted_milli' | 'last_cost_micros' | 'last_cost_per_milli'
  >,
): Pool {
  const { last_cost_micros: valueMicros, last_cost_per_milli: perMilli } = row
  return {
    quantityMilli: row.quantity_milli,
    valueMicros: row.value_micros,
    uncostedMilli: row.uncosted_milli,
    lastCost: valueMicros === null || perMilli === null ? null : { valueMicros, perMilli },
  }
}

/** Writes what the books hold now, and the events. */
export async function saveBooks(tx: LedgerTx, books: Books, cards: readonly CardRow[]): Promise<void> {
  await savePositions(tx, [...books.positions.values()])
  await saveCosts(tx, costRows(books))
  if (cards.length > 0) await tx.insertInto('ledger_stock_card').values(cards).execute()
  await tx
    .updateTable('ledger_facility')
    .set({ last_seq: books.lastSeq })
    .where('facility_id', '=', books.facilityId)
    .execute()
}

export async function savePositions(
  tx: LedgerTx,
  rows: readonly LedgerSchema['ledger_position'][],
): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('ledger_position')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('position_id')
        .doUpdateSet((eb) => ({ quantity_milli: eb.ref('excluded.quantity_milli') })),
    )
    .execute()
}

export async function saveCosts(tx: LedgerTx, rows: readonly CostRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('ledger_average_cost')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['facility_id', 'product_id', 'owner']).doUpdateSet((eb) => ({
        quantity_milli: eb.ref('excluded.quantity_milli'),
        value_micros: eb.ref('excluded.value_micros'),
        uncosted_milli: eb.ref('excluded.uncosted_milli'),
        last_cost_micros: eb.ref('excluded.last_cost_micros'),
        last_cost_per_milli: eb.ref('excluded.last_cost_per_milli'),
      })),
    )
    .execute()
}

export function costRows(books: Books): CostRow[] {
  return [...books.pools].map(([key, pool]) => {
    const cut = key.indexOf(' ')
    return {
      facility_id: books.facilityId,
      product_id: key.slice(0, cut) as CostRow['product_id'],
      owner: key.slice(cut + 1),
      org_id: books.orgId,
      quantity_milli: pool.quantityMilli,
      value_micros: pool.valueMicros,
      uncosted_milli: pool.uncostedMilli,
      last_cost_micros: pool.lastCost?.valueMicros ?? null,
      last_cost_per_milli: pool.lastCost?.perMilli ?? null,
    }
  })
}
