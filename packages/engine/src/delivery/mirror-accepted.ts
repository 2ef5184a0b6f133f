import type { Schema } from '@cyclecount/db'
import type { Tx } from '../context.ts'
import { liesThere, parsePositionKey, positionKey, type Position } from '../reconcile/position.ts'

/**
 * Shows an accepted adjustment in our mirror of the balance: the backend's own figure where it gave one, else the difference. What is
 * available moves with it. The backend's figure is of the place over all states; what the mirror shows in the others is not this
 * state's. Where the mirror has no such line yet, one begins.
 */
export async function mirrorAccepted(
  tx: Tx,
  proposal: Schema['proposed_actions'],
  onHandAfterMilli: number | null,
  at: number,
): Promise<void> {
  const position: Position = {
    productId: proposal.product_id,
    locationId: proposal.location_id,
    lot: proposal.lot,
    serial: proposal.serial,
    owner: proposal.owner,
    stockState: proposal.stock_state,
    unit: proposal.unit,
  }
  const key = positionKey(position)
  const before = await tx
    .selectFrom('inventory_balance')
    .select(['quantity_on_hand_milli', 'quantity_available_milli', 'reserved_milli'])
    .where('facility_id', '=', proposal.facility_id)
    .where('position_key', '=', key)
    .executeTakeFirst()
  const held = before?.quantity_on_hand_milli ?? 0
  const onHand =
    onHandAfterMilli === null
      ? held + proposal.delta_milli
      : onHandAfterMilli - (await inOtherStates(tx, proposal, position))
  const isApart = proposal.stock_state === 'damaged' || proposal.stock_state === 'quarantine'
  const unavailable = held - (before?.quantity_available_milli ?? 0) + (isApart ? onHand - held : 0)
  const figures = {
    quantity_on_hand_milli: onHand,
    quantity_available_milli: onHand - unavailable,
    // What the stock is worth is the backend's to say, at the next read.
    value_micros: null,
    read_at: at,
  }
  await tx
    .insertInto('inventory_balance')
    .values({
      org_id: proposal.org_id,
      facility_id: proposal.facility_id,
      position_key: key,
      product_id: proposal.product_id,
      location_id: proposal.location_id,
      stock_state: proposal.stock_state,
      unit: proposal.unit,
      reserved_milli: 0,
      ...figures,
    })
    .onConflict((conflict) => conflict.columns(['facility_id', 'position_key']).doUpdateSet(figures))
    .execute()
}

/** What the mirror shows at the same place in other states. */
async function inOtherStates(
  tx: Tx,
  proposal: Schema['proposed_actions'],
  position: Position,
): Promise<number> {
  const rows = await tx
    .selectFrom('inventory_balance')
    .select(['position_key', 'stock_state', 'quantity_on_hand_milli'])
    .where('facility_id', '=', proposal.facility_id)
    .where('product_id', '=', proposal.product_id)
    .where('stock_state', '!=', proposal.stock_state)
    .execute()
  return rows
    .filter((row) => liesThere({ stockState: row.stock_state }))
    .filter((row) => {
      const inThisState = { ...parsePositionKey(row.position_key), stockState: position.stockState }
      return positionKey(inThisState) === positionKey(position)
    })
    .reduce((sum, row) => sum + row.quantity_on_hand_milli, 0)
}
