import type { FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import { asUuid } from '@cyclecount/db/plumbing'
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
  const moved = await movedPerPosition(ledger, request)
  const sign = moved.isBackward ? -1 : 1
  let query = ledger.db.read
    .selectFrom('ledger_position as position')
    .leftJoin(moved.sums.as('moved'), 'moved.position_id', 'position.position_id')
    .select([
      'position.position_id',
      'position.product_id',
      'position.bin_id',
      'position.lot',
      'position.serial',
      'position.stock_state',
      'position.owner',
      'position.unit',
      'position.quantity_milli',
      'moved.quantity',
    ])
    .where('position.facility_id', '=', request.facilityId)
    .orderBy('position.position_id')
  if (request.productId !== undefined) query = query.where('position.product_id', '=', request.productId)
  return (await query.execute()).flatMap((row) => {
    const quantityMilli = (moved.isBackward ? row.quantity_milli : 0) + sign * (row.quantity ?? 0)
    if (quantityMilli === 0) return []
    return {
      positionId: row.position_id,
      productId: row.product_id,
      binId: row.bin_id,
      lot: row.lot,
      serial: row.serial,
      stockState: row.stock_state,
      owner: row.owner,
      unit: row.unit,
      quantityMilli,
    }
  })
}

/**
 * What moved between the instant and the nearer end of the history: back from today for a recent one, forward from the first event for
 * an old one. So a look at yesterday sums a day, and none sums more than half of the years kept.
 */
async function movedPerPosition(ledger: Ledger, request: AsOfRequest) {
  const isBackward = await isNearerToNow(ledger, request)
  let sums = ledger.db.read
    .selectFrom('ledger_stock_card as card')
    .select(['card.position_id', sql<number>`cast(sum(card.quantity_milli) as bigint)`.as('quantity')])
    .where('card.facility_id', '=', request.facilityId)
    .where('card.occurred_at', isBackward ? '>' : '<=', request.at)
    .where('card.position_id', 'is not', null)
    .groupBy('card.position_id')
  if (request.productId !== undefined) sums = sums.where('card.product_id', '=', request.productId)
  return { isBackward, sums }
}

async function isNearerToNow(ledger: Ledger, { facilityId, at }: AsOfRequest): Promise<boolean> {
  const { first } = await ledger.db.read
    .selectFrom('ledger_stock_card')
    .select((eb) => eb.fn.min('occurred_at').as('first'))
    .where('facility_id', '=', facilityId)
    .executeTakeFirstOrThrow()
  return first === null || at - first > ledger.now() - at
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
  const facility = await ledger.db.read
    .selectFrom('ledger_facility')
    .select('currency')
    .where('facility_id', '=', request.facilityId)
    .executeTakeFirst()
  if (!facility) return []
  const isBackward = await isNearerToNow(ledger, request)
  const today = sql`select owner, quantity_milli as quantity, value_micros, uncosted_milli as uncosted
    from ledger_average_cost where facility_id = ${asUuid(request.facilityId)} ${ofProduct(request)}`
  const sign = isBackward ? sql`-` : sql``
  const moved = sql`select owner, ${sign}quantity_milli as quantity, ${sign}cost_delta_micros as value_micros,
      ${sign}uncosted_delta_milli as uncosted
    from ledger_stock_card where facility_id = ${asUuid(request.facilityId)} ${ofProduct(request)}
      and occurred_at ${isBackward ? sql`>` : sql`<=`} ${request.at}`
  const { rows } = await sql<ValueRow>`
    select owner, cast(sum(quantity) as bigint) as quantity, cast(sum(value_micros) as bigint) as value_micros,
      cast(sum(uncosted) as bigint) as uncosted
    from (${isBackward ? sql`${today} union all ${moved}` : moved}) as booked
    group by owner order by owner`.execute(ledger.db.read)
  return rows
    .filter((row) => row.quantity !== 0 || row.value_micros !== 0n)
    .map((row) => ({
      owner: row.owner,
      currency: facility.currency,
      quantityMilli: row.quantity,
      valueMicros: row.value_micros,
      uncostedMilli: row.uncosted,
    }))
}

interface ValueRow {
  owner: string
  quantity: number
  value_micros: bigint
  uncosted: number
}

function ofProduct({ productId }: AsOfRequest) {
  return productId === undefined ? sql`` : sql`and product_id = ${asUuid(productId)}`
}
