import type { Schema } from '@cyclecount/db'
import type { FacilityId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { liesThere, parsePositionKey, positionKey, type Position } from '../reconcile/position.ts'

type Balance = Schema['inventory_balance']

export interface Accepted {
  readonly proposal: Schema['proposed_actions']
  /** The backend's own figure for the place, over all states; null where it gave none. */
  readonly onHandAfterMilli: number | null
}

/**
 * Shows accepted adjustments of a facility in our mirror of its balances, one after the other: the backend's own figure where it gave one,
 * else the difference. What is available moves with it. The backend's figure is of the place over all states; what the mirror shows in the
 * others is not this state's. Where the mirror has no such line yet, one begins.
 */
export async function mirrorAccepted(
  ctx: EngineContext,
  tx: Tx,
  facilityId: FacilityId,
  accepted: readonly Accepted[],
  at: number,
): Promise<void> {
  if (accepted.length === 0) return
  const rows = await tx
    .selectFrom('inventory_balance')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('product_id', 'in', [...new Set(accepted.map(({ proposal }) => proposal.product_id))])
    .execute()
  const mirror = new Map<string, Map<string, Balance>>()
  const ofProduct = (productId: string): Map<string, Balance> => {
    const known = mirror.get(productId) ?? new Map<string, Balance>()
    mirror.set(productId, known)
    return known
  }
  for (const row of rows) ofProduct(row.product_id).set(row.position_key, row)
  const changed = new Map<string, Balance>()
  for (const one of accepted) {
    const balances = ofProduct(one.proposal.product_id)
    const row = balanceAfter(balances, one, at)
    balances.set(row.position_key, row)
    changed.set(row.position_key, row)
  }
  const figures = ['quantity_on_hand_milli', 'quantity_available_milli', 'value_micros', 'read_at'] as const
  await ctx.db.rows.put(tx, 'inventory_balance', figures, [...changed.values()])
}

function balanceAfter(
  balances: ReadonlyMap<string, Balance>,
  { proposal, onHandAfterMilli }: Accepted,
  at: number,
): Balance {
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
  const before = balances.get(key)
  const held = before?.quantity_on_hand_milli ?? 0
  const onHand =
    onHandAfterMilli === null
      ? held + proposal.delta_milli
      : onHandAfterMilli - inOtherStates(balances.values(), position)
  const isApart = proposal.stock_state === 'damaged' || proposal.stock_state === 'quarantine'
  const unavailable = held - (before?.quantity_available_milli ?? 0) + (isApart ? onHand - held : 0)
  return {
    org_id: proposal.org_id,
    facility_id: proposal.facility_id,
    position_key: key,
    product_id: proposal.product_id,
    location_id: proposal.location_id,
    stock_state: proposal.stock_state,
    unit: proposal.unit,
    reserved_milli: before?.reserved_milli ?? 0,
    quantity_on_hand_milli: onHand,
    quantity_available_milli: onHand - unavailable,
    // What the stock is worth is the backend's to say, at the next read.
    value_micros: null,
    read_at: at,
  }
}

/** What the mirror shows at the same place in other states. */
function inOtherStates(balances: Iterable<Balance>, position: Position): number {
  let sum = 0
  const key = positionKey(position)
  for (const row of balances) {
    if (row.stock_state === position.stockState || !liesThere({ stockState: row.stock_state })) continue
    const inThisState = { ...parsePositionKey(row.position_key), stockState: position.stockState }
    if (positionKey(inThisState) === key) sum += row.quantity_on_hand_milli
  }
  return sum
}
