import type { FacilityId, ProductId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { averageOf, type Rate } from '../average-cost.ts'
import { poolOf } from '../booking/book-rows.ts'
import type { Ledger } from '../ledger.ts'
import { OWN } from '../vocabulary.ts'

/** A product's own stock at a facility. What lies there is all but what is in transit. */
export interface StockLine {
  readonly productId: ProductId
  readonly sku: string
  readonly title: string
  readonly unit: string
  readonly onHandMilli: number
  readonly availableMilli: number
  /** Null while it has stock of unknown cost. */
  readonly valueMicros: bigint | null
  readonly average: Rate | null
}

export interface StockRequest {
  readonly facilityId: FacilityId
  /** Part of a SKU or title. */
  readonly text?: string
  /** The last SKU of the page before. */
  readonly after?: string
  readonly limit: number
}

/** Products that have, or ever had, stock of the org's own at the facility, by SKU, in pages. */
export async function listStock(ledger: Ledger, request: StockRequest): Promise<readonly StockLine[]> {
  const inStates = (states: readonly string[]) =>
    sql<number>`cast(sum(case when ${sql.ref('position.stock_state')} in (${sql.join(states)}) then ${sql.ref('position.quantity_milli')} else 0 end) as bigint)`
  let query = ledger.db.read
    .selectFrom('ledger_position as position')
    .innerJoin('ledger_product as product', 'product.product_id', 'position.product_id')
    .leftJoin('ledger_average_cost as cost', (join) =>
      join
        .onRef('cost.facility_id', '=', 'position.facility_id')
        .onRef('cost.product_id', '=', 'position.product_id')
        .on('cost.owner', '=', OWN),
    )
    .select([
      'product.product_id',
      'product.sku',
      'product.title',
      'product.unit',
      'cost.quantity_milli',
      'cost.value_micros',
      'cost.uncosted_milli',
      'cost.last_cost_micros',
      'cost.last_cost_per_milli',
      inStates(['available', 'reserved', 'quarantine', 'damaged']).as('on_hand'),
      inStates(['available']).as('available'),
    ])
    .where('position.facility_id', '=', request.facilityId)
    .where('position.owner', '=', OWN)
    .groupBy([
      'product.product_id',
      'product.sku',
      'product.title',
      'product.unit',
      'cost.quantity_milli',
      'cost.value_micros',
      'cost.uncosted_milli',
      'cost.last_cost_micros',
      'cost.last_cost_per_milli',
    ])
    .orderBy('product.sku')
    .limit(request.limit)
  if (request.after !== undefined) query = query.where('product.sku', '>', request.after)
  if (request.text !== undefined && request.text !== '') {
    const pattern = `%${request.text.toLowerCase().replace(/[!%_]/g, '!$&')}%`
    query = query.where(
      sql<boolean>`(lower(${sql.ref('product.sku')}) like ${pattern} escape '!' or lower(${sql.ref('product.title')}) like ${pattern} escape '!')`,
    )
  }
  return (await query.execute()).map((row) => ({
    productId: row.product_id,
    sku: row.sku,
    title: row.title,
    unit: row.unit,
    onHandMilli: row.on_hand,
    availableMilli: row.available,
    valueMicros: row.uncosted_milli === 0 ? row.value_micros : null,
    average:
      row.quantity_milli === null || row.value_micros === null || row.uncosted_milli === null
        ? null
        : averageOf(
            poolOf({
              quantity_milli: row.quantity_milli,
              value_micros: row.value_micros,
              uncosted_milli: row.uncosted_milli,
              last_cost_micros: row.last_cost_micros,
              last_cost_per_milli: row.last_cost_per_milli,
            }),
          ),
  }))
}
