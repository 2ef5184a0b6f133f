import type { FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import { asUuid } from '@cyclecount/db/plumbing'
import { sql, type RawBuilder } from 'kysely'
import { averageOf, type Rate } from '../average-cost.ts'
import { poolOf } from '../booking/book-rows.ts'
import type { Ledger } from '../ledger.ts'
import type { StockState } from '../vocabulary.ts'

/** What lay at one position at the mark of a read, whatever happened since. */
export interface OnHand {
  readonly positionId: string
  readonly productId: ProductId
  readonly binId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: StockState
  readonly owner: string
  readonly unit: string
  readonly quantityMilli: number
  /** Average cost of this owner's stock of the product; null while unknown. */
  readonly cost: Rate | null
  readonly priceMicros: bigint | null
}

/** The mark of a read that begins now: the newest event of the facility's card. Null where there is no such facility. */
export async function markOf(ledger: Ledger, facilityId: FacilityId): Promise<number | null> {
  const row = await ledger.db.read
    .selectFrom('ledger_facility')
    .select('last_seq')
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  return row?.last_seq ?? null
}

interface OnHandRow {
  position_id: string
  product_id: ProductId
  bin_id: LocationId | null
  lot: string | null
  serial: string | null
  stock_state: StockState
  owner: string
  unit: string
  quantity: number
  pool_quantity: number
  pool_value_micros: bigint
  pool_uncosted: number
  last_cost_micros: bigint | null
  last_cost_per_milli: number | null
  price_micros: bigint | null
}

/**
 * The positions of a facility as they were at `mark`, in pages by position. One statement reads the present and takes back what was
 * booked since the mark, so all pages of a read agree however long it takes. A page may hold fewer than `limit` rows because
 * positions that held nothing are left out; `next` is null at the end.
 */
export async function readOnHand(
  ledger: Ledger,
  facilityId: FacilityId,
  request: { readonly mark: number; readonly after: string | null; readonly limit: number },
): Promise<{ readonly rows: readonly OnHand[]; readonly next: string | null }> {
  const facility = asUuid(facilityId)
  const rest = request.after === null ? sql`` : sql`and position_id > ${asUuid(request.after)}`
  const { rows } = await sql<OnHandRow>`
    with page as (
      select position_id, product_id, bin_id, lot, serial, stock_state, owner, unit, quantity_milli
      from ledger_position where facility_id = ${facility} ${rest} order by position_id limit ${request.limit}
    ), since as materialized (
      select position_id, product_id, owner, quantity_milli, cost_delta_micros, uncosted_delta_milli
      from ledger_stock_card where facility_id = ${facility} and seq > ${request.mark}
    ), moved as (
      select position_id, cast(sum(quantity_milli) as bigint) as quantity
      from since where position_id is not null group by position_id
    ), revalued as (
      select product_id, owner, cast(sum(quantity_milli) as bigint) as quantity,
        cast(sum(cost_delta_micros) as bigint) as delta, cast(sum(uncosted_delta_milli) as bigint) as uncosted
      from since group by product_id, owner
    )
    select page.position_id, page.product_id, page.bin_id, page.lot, page.serial, page.stock_state, page.owner, page.unit,
      page.quantity_milli - coalesce(moved.quantity, 0) as quantity,
      coalesce(cost.quantity_milli, 0) - coalesce(revalued.quantity, 0) as pool_quantity,
      coalesce(cost.value_micros, 0) - coalesce(revalued.delta, 0) as pool_value_micros,
      coalesce(cost.uncosted_milli, 0) - coalesce(revalued.uncosted, 0) as pool_uncosted,
      cost.last_cost_micros, cost.last_cost_per_milli, product.price_micros
    from page
    join ${one(ledger, 'ledger_product', sql`product_id = page.product_id`)} product on product.product_id = page.product_id
    left join moved on moved.position_id = page.position_id
    left join ${one(ledger, 'ledger_average_cost', sql`facility_id = ${facility} and product_id = page.product_id and owner = page.owner`)} cost
      on cost.facility_id = ${facility} and cost.product_id = page.product_id and cost.owner = page.owner
    left join revalued on revalued.product_id = page.product_id and revalued.owner = page.owner
    order by page.position_id`.execute(ledger.db.read)
  return {
    rows: rows.filter((row) => row.quantity !== 0).map(onHandOf),
    next: rows.length < request.limit ? null : (rows.at(-1)?.position_id ?? null),
  }
}

/**
 * The row of a table that belongs to one of the page. PostgreSQL is told to look each up by its key: by itself it reads the whole table for every
 * page, so that a read of ten times as many positions took a hundred times as long. SQLite does it so anyway, and has no `lateral`.
 */
function one({ db }: Ledger, table: string, key: RawBuilder<unknown>): RawBuilder<unknown> {
  const rows = sql.table(table)
  return db.dialect === 'postgres' ? sql`lateral (select * from ${rows} where ${key} offset 0)` : rows
}

function onHandOf(row: OnHandRow): OnHand {
  const pool = poolOf({
    quantity_milli: row.pool_quantity,
    value_micros: row.pool_value_micros,
    uncosted_milli: row.pool_uncosted,
    last_cost_micros: row.last_cost_micros,
    last_cost_per_milli: row.last_cost_per_milli,
  })
  return {
    positionId: row.position_id,
    productId: row.product_id,
    binId: row.bin_id,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stock_state,
    owner: row.owner,
    unit: row.unit,
    quantityMilli: row.quantity,
    cost: averageOf(pool),
    priceMicros: row.price_micros,
  }
}
