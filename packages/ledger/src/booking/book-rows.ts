import type { FacilityId, OrgId, ProductId } from '@cyclecount/domain'
import { emptyPool, type Pool } from '../average-cost.ts'
import type { Ledger, LedgerTx } from '../ledger.ts'
import type { CardRow, LedgerSchema } from '../schema/tables.ts'
import { lineKey, poolKey, positionKey, type Books, type StockLine } from './books.ts'
import type { LockedFacility } from './facility-lock.ts'

/** Books as they were read, and what was read: what differs by now is saved. */
export interface OpenBooks {
  readonly books: Books
  readonly read: Pick<Books, 'positions' | 'pools'>
}

/** Reads the positions (in all states) and the costs of these lines, each with what its product is bought at. */
export async function openBooks(
  tx: LedgerTx,
  orgId: OrgId,
  { facilityId, lastSeq }: LockedFacility,
  lines: readonly { readonly line: StockLine; readonly unitCostMicros: bigint | null }[],
): Promise<OpenBooks> {
  const read = {
    positions: await positionsOf(tx, facilityId, [...new Set(lines.map(({ line }) => lineKey(line)))]),
    pools: await poolsOf(tx, facilityId, [...new Set(lines.map(({ line }) => line.productId))]),
  }
  const pools = new Map(read.pools)
  for (const { line, unitCostMicros } of lines) {
    const key = poolKey(line.productId, line.owner)
    if (!pools.has(key)) pools.set(key, firstPool(unitCostMicros))
  }
  return { books: { orgId, facilityId, lastSeq, positions: new Map(read.positions), pools }, read }
}

async function positionsOf(
  tx: LedgerTx,
  facilityId: FacilityId,
  lineKeys: readonly string[],
): Promise<Books['positions']> {
  if (lineKeys.length === 0) return new Map()
  const rows = await tx
    .selectFrom('ledger_position')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('line_key', 'in', lineKeys)
    .execute()
  return new Map(rows.map((row) => [positionKey(row.line_key, row.stock_state), row]))
}

async function poolsOf(
  tx: LedgerTx,
  facilityId: FacilityId,
  products: readonly ProductId[],
): Promise<Books['pools']> {
  if (products.length === 0) return new Map()
  const rows = await tx
    .selectFrom('ledger_average_cost')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('product_id', 'in', products)
    .execute()
  return new Map(rows.map((row) => [poolKey(row.product_id, row.owner), poolOf(row)]))
}

/** The cost before anything was booked: what the product is bought at, or unknown. */
export function firstPool(unitCostMicros: bigint | null): Pool {
  const lastCost = unitCostMicros === null ? null : { valueMicros: unitCostMicros, perMilli: 1000 }
  return emptyPool(lastCost)
}

type CostRow = LedgerSchema['ledger_average_cost']

const COST_COLUMNS = [
  'quantity_milli',
  'value_micros',
  'uncosted_milli',
  'last_cost_micros',
  'last_cost_per_milli',
] as const

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

/** Writes what changed in the books since they were read, and the events: a statement for each table, however many rows. */
export async function saveBooks(
  { db }: Pick<Ledger, 'db'>,
  tx: LedgerTx,
  { books, read }: OpenBooks,
  cards: readonly CardRow[],
): Promise<void> {
  const positions = [...books.positions].filter(([key, row]) => read.positions.get(key) !== row)
  const [known, fresh] = apart(positions, read.positions)
  await db.rows.insert(tx, 'ledger_position', fresh)
  await db.rows.update(tx, 'ledger_position', ['quantity_milli'], known)
  const pools = [...books.pools].filter(([key, pool]) => read.pools.get(key) !== pool)
  const costs = pools.map(([key, pool]) => [key, costRow(books, key, pool)] as const)
  const [knownCosts, freshCosts] = apart(costs, read.pools)
  await db.rows.insert(tx, 'ledger_average_cost', freshCosts)
  await db.rows.update(tx, 'ledger_average_cost', COST_COLUMNS, knownCosts)
  await db.rows.insert(tx, 'ledger_stock_card', cards)
  await tx
    .updateTable('ledger_facility')
    .set({ last_seq: books.lastSeq })
    .where('facility_id', '=', books.facilityId)
    .execute()
}

/** Rows that were there when the books were opened, and those that were not. */
function apart<T>(
  rows: readonly (readonly [string, T])[],
  read: ReadonlyMap<string, unknown>,
): readonly [known: readonly T[], fresh: readonly T[]] {
  const rowsThat = (wereThere: boolean): readonly T[] =>
    rows.flatMap(([key, row]) => (read.has(key) === wereThere ? [row] : []))
  return [rowsThat(true), rowsThat(false)]
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
  return [...books.pools].map(([key, pool]) => costRow(books, key, pool))
}

function costRow({ facilityId, orgId }: Books, key: string, pool: Pool): CostRow {
  const cut = key.indexOf(' ')
  return {
    facility_id: facilityId,
    product_id: key.slice(0, cut) as CostRow['product_id'],
    owner: key.slice(cut + 1),
    org_id: orgId,
    quantity_milli: pool.quantityMilli,
    value_micros: pool.valueMicros,
    uncosted_milli: pool.uncostedMilli,
    last_cost_micros: pool.lastCost?.valueMicros ?? null,
    last_cost_per_milli: pool.lastCost?.perMilli ?? null,
  }
}
