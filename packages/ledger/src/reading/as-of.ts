import type { FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Ledger } from '../ledger.ts'
import type { StockState } from '../vocabulary.ts'

/** What lay where at an instant: every event that had occurred by then, whenever it was booked. */
export interface PositionAsOf {
  readonly positionId: string
  readonly productId: ProductId
  readonly binId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: StockState
  readonly owner: string
  readonly unit: string
  readonly quantityMilli: number
}

export interface AsOfRequest {
  readonly facilityId: FacilityId
  readonly productId?: ProductId
  /** UTC ms; everything that occurred at it or earlier counts. */
  readonly at: number
}

/** The positions of a facility, or of one product there, at any instant. Those that held nothing are left out. */
export async function positionsAsOf(ledger: Ledger, request: AsOfRequest): Promise<readonly PositionAsOf[]> {
  const quantity = sql<number>`cast(sum(${sql.ref('card.quantity_milli')}) as bigint)`
  let query = ledger.db.read
    .selectFrom('ledger_stock_card as card')
    .innerJoin('ledger_position as position', 'position.position_id', 'card.position_id')
    .select([
      'position.position_id',
      'position.product_id',
      'position.bin_id',
      'position.lot',
      'position.serial',
      'position.stock_state',
      'position.owner',
      'position.unit',
      quantity.as('quantity'),
    ])
    .where('card.facility_id', '=', request.facilityId)
    .where('card.occurred_at', '<=', request.at)
    .groupBy([
      'position.position_id',
      'position.product_id',
      'position.bin_id',
      'position.lot',
      'position.serial',
      'position.stock_state',
      'position.owner',
      'position.unit',
    ])
    .having(quantity, '!=', 0)
    .orderBy('position.position_id')
  if (request.productId !== undefined) query = query.where('card.product_id', '=', request.productId)
  return (await query.execute()).map((row) => ({
    positionId: row.position_id,
    productId: row.product_id,
    binId: row.bin_id,
    lot: row.lot,
    serial: row.serial,
    stockState: row.stock_state,
    owner: row.owner,
    unit: row.unit,
    quantityMilli: row.quantity,
  }))
}

/** What an owner's stock is worth at average cost. `uncostedMilli` is how much of it has no known cost and is not in the value. */
export interface StockValue {
  readonly owner: string
  readonly currency: string
  readonly quantityMilli: number
  readonly valueMicros: bigint
  readonly uncostedMilli: number
}

/** The value of a facility's stock, or of one product there, at an instant, owned and consigned goods apart. */
export async function valueAsOf(ledger: Ledger, request: AsOfRequest): Promise<readonly StockValue[]> {
  const sumOf = (column: 'quantity_milli' | 'cost_delta_micros' | 'uncosted_delta_milli') =>
    sql`cast(sum(${sql.ref(`card.${column}`)}) as bigint)`
  let query = ledger.db.read
    .selectFrom('ledger_stock_card as card')
    .innerJoin('ledger_facility as facility', 'facility.facility_id', 'card.facility_id')
    .select([
      'card.owner',
      'facility.currency',
      sumOf('quantity_milli').$castTo<number>().as('quantity'),
      sumOf('cost_delta_micros').$castTo<bigint>().as('value_micros'),
      sumOf('uncosted_delta_milli').$castTo<number>().as('uncosted'),
    ])
    .where('card.facility_id', '=', request.facilityId)
    .where('card.occurred_at', '<=', request.at)
    .groupBy(['card.owner', 'facility.currency'])
    .orderBy('card.owner')
  if (request.productId !== undefined) query = query.where('card.product_id', '=', request.productId)
  return (await query.execute()).map((row) => ({
    owner: row.owner,
    currency: row.currency,
    quantityMilli: row.quantity,
    valueMicros: row.value_micros,
    uncostedMilli: row.uncosted,
  }))
}
