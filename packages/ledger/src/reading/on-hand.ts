import type { FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import { asUuid } from '@cyclecount/db/plumbing'
import { sql } from 'kysely'
import { averageOf, type Rate } from '../average-cost.ts'
import { poolOf } from '../booking/book-rows.ts'
import type { Ledger } from '../ledger.ts'

/** What lies of one line at the mark of a read, whatever happened since. */
export interface OnHand {
  readonly lineKey: string
  readonly productId: ProductId
  readonly binId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly owner: string
  readonly unit: string
  readonly availableMilli: number
  readonly reservedMilli: number
  readonly quarantineMilli: number
  readonly damagedMilli: number
  /** Average cost of one owner's stock of the product; null while unknown. */
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
  line_key: string
  product_id: ProductId
  bin_id: LocationId | null
  lot: string | null
  serial: string | null
  owner: string
  unit: string
  available: number
  reserved: number
  quarantine: number
  damaged: number
  pool_quantity: number
  pool_value_micros: bigint
  pool_uncosted: number
  last_cost_micros: bigint | null
  last_cost_per_milli: number | null
  price_micros: bigint | null
}

/**
 * The lines of a facility as they were at `mark`, in pages by line. One statement reads the present and takes back what was booked
 * since the mark, so all pages of a read agree however long it takes. Lines that hold nothing in any state are left out.
 */
export async function readOnHand(
  ledger: Ledger,
  facilityId: FacilityId,
  request: { readonly mark: number; readonly after: string; readonly limit: number },
): Promise<readonly OnHand[]> {
  const facility = asUuid(facilityId)
  const inState = (state: string) =>
    sql`cast(sum(case when p.stock_state = ${state} then p.quantity_milli - coalesce(m.moved, 0) else 0 end) as bigint)`
  const { rows } = await sql<OnHandRow>`
    with since as materialized (
      select position_id, product_id, owner, quantity_milli, cost_delta_micros, uncosted_delta_milli, kind
      from ledger_stock_card where facility_id = ${facility} and seq > ${request.mark}
    ), moved as (
      select position_id, cast(sum(quantity_milli) as bigint) as moved from since
      where position_id is not null group by position_id
    ), lines as (
      select p.line_key, p.product_id, p.bin_id, p.lot, p.serial, p.owner, p.unit,
        ${inState('available')} as available, ${inState('reserved')} as reserved,
        ${inState('quarantine')} as quarantine, ${inState('damaged')} as damaged
      from ledger_position p left join moved m on m.position_id = p.position_id
      where p.facility_id = ${facility} and p.line_key > ${request.after}
      group by p.line_key, p.product_id, p.bin_id, p.lot, p.serial, p.owner, p.unit
      having sum(case when p.stock_state = 'in-transit' then 0 else abs(p.quantity_milli - coalesce(m.moved, 0)) end) > 0
      order by p.line_key limit ${request.limit}
    ), recost as (
      select product_id, owner, cast(sum(quantity_milli) as bigint) as quantity,
        cast(sum(cost_delta_micros) as bigint) as delta, cast(sum(uncosted_delta_milli) as bigint) as uncosted
      from since group by product_id, owner
    )
    select l.*, c.last_cost_micros, c.last_cost_per_milli, d.price_micros,
      coalesce(c.quantity_milli, 0) - coalesce(r.quantity, 0) as pool_quantity,
      coalesce(c.value_micros, 0) - coalesce(r.delta, 0) as pool_value_micros,
      coalesce(c.uncosted_milli, 0) - coalesce(r.uncosted, 0) as pool_uncosted
    from lines l
    join ledger_product d on d.product_id = l.product_id
    left join ledger_average_cost c on c.facility_id = ${facility} and c.product_id = l.product_id and c.owner = l.owner
    left join recost r on r.product_id = l.product_id and r.owner = l.owner
    order by l.line_key`.execute(ledger.db.read)
  return rows.map(onHandOf)
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
    lineKey: row.line_key,
    productId: row.product_id,
    binId: row.bin_id,
    lot: row.lot,
    serial: row.serial,
    owner: row.owner,
    unit: row.unit,
    availableMilli: row.available,
    reservedMilli: row.reserved,
    quarantineMilli: row.quarantine,
    damagedMilli: row.damaged,
    cost: averageOf(pool),
    priceMicros: row.price_micros,
  }
}
