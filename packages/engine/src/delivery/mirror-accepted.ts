import type { Schema } from '@cyclecount/db'
import type { Tx } from '../context.ts'
import { balanceKey } from '../reconcile/position.ts'

/**
 * Shows an accepted adjustment in our mirror of the balance: the backend's own figure where it gave one, else the difference. What is
 * available moves with it. Where the mirror has no such line yet, one begins.
 */
export async function mirrorAccepted(
  tx: Tx,
  proposal: Schema['proposed_actions'],
  onHandAfterMilli: number | null,
  at: number,
): Promise<void> {
  const key = balanceKey({
    productId: proposal.product_id,
    locationId: proposal.location_id,
    lot: proposal.lot,
    serial: proposal.serial,
    owner: proposal.owner,
  })
  const before = await tx
    .selectFrom('inventory_balance')
    .select(['quantity_on_hand_milli', 'quantity_available_milli', 'reserved_milli'])
    .where('facility_id', '=', proposal.facility_id)
    .where('position_key', '=', key)
    .executeTakeFirst()
  const held = before?.quantity_on_hand_milli ?? 0
  const onHand = onHandAfterMilli ?? held + proposal.delta_milli
  const isApart = proposal.stock_state === 'damaged' || proposal.stock_state === 'quarantine'
  const unavailable = held - (before?.quantity_available_milli ?? 0) + (isApart ? proposal.delta_milli : 0)
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
      reserved_milli: 0,
      ...figures,
    })
    .onConflict((conflict) => conflict.columns(['facility_id', 'position_key']).doUpdateSet(figures))
    .execute()
}
