import type { LocationId, ProductId } from '@cyclecount/domain'
import { costOf } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { eachChunk } from './chunks.ts'
import type { FacilityCount } from './facility-count.ts'
import { liesThere, positionKey } from './position.ts'
import type { BookRead } from './read-book.ts'
import { transact } from '../transact.ts'

interface Balance {
  readonly position_key: string
  readonly product_id: ProductId
  readonly location_id: LocationId | null
  readonly stock_state: string
  readonly unit: string
  readonly quantity_on_hand_milli: number
  readonly quantity_available_milli: number
  readonly reserved_milli: number
  readonly value_micros: bigint | null
}

const FIGURES = [
  'quantity_on_hand_milli',
  'quantity_available_milli',
  'reserved_milli',
  'value_micros',
  'read_at',
] as const

/**
 * Brings our mirror of the balances to this read, unless it has seen a newer one. What is no longer in the book becomes zero. Two runs of a
 * facility may bring the same rows in another order, and be in each other's way.
 */
export async function keepBalances(ctx: EngineContext, count: FacilityCount, book: BookRead): Promise<void> {
  await eachChunk(balancesOf(book), 1_000, async (chunk) => {
    const rows = chunk.map((balance) => ({
      ...balance,
      org_id: count.orgId,
      facility_id: count.facilityId,
      read_at: book.readAt,
    }))
    await transact(ctx, (tx) => ctx.db.rows.put(tx, 'inventory_balance', FIGURES, rows, 'read_at'))
  })
  await transact(ctx, (tx) =>
    tx
      .updateTable('inventory_balance')
      .set({
        quantity_on_hand_milli: 0,
        quantity_available_milli: 0,
        reserved_milli: 0,
        value_micros: null,
        read_at: book.readAt,
      })
      .where('facility_id', '=', count.facilityId)
      .where('read_at', '<', book.readAt)
      .execute(),
  )
}

/** Every position that lies there; worth its cost, where it is known. */
function balancesOf(book: BookRead): readonly Balance[] {
  return book.onHand.filter(liesThere).map((position) => ({
    position_key: positionKey(position),
    product_id: position.productId,
    location_id: position.locationId,
    stock_state: position.stockState,
    unit: position.unit,
    quantity_on_hand_milli: position.onHandMilli,
    quantity_available_milli: position.availableMilli,
    reserved_milli: position.reservedMilli,
    value_micros: position.unitCost && costOf(position.unitCost, position.onHandMilli),
  }))
}
