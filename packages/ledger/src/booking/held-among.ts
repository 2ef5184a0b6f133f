import { quantityText } from '@cyclecount/domain'
import { refuse, type Refusal } from '../refusal.ts'
import type { Given } from './book.ts'
import type { HeldPosition } from './distribute.ts'
import type { ComparedPosition, CountAdjustment } from './request.ts'
import { say } from '../words/say.ts'

/**
 * What is held now at the positions that a count was compared with, in the states it was compared in. What is reserved by now lay
 * there available when it was counted.
 */
export async function heldAmong(
  { tx, facility }: Given,
  { productId, unit, stockState }: CountAdjustment,
  among: readonly ComparedPosition[],
): Promise<readonly HeldPosition[]> {
  const states = new Set([stockState, ...among.map((position) => position.stockState)])
  if (states.has('available')) states.add('reserved')
  states.delete('in-transit')
  const lines = new Set(among.map(lineOf))
  const rows = await tx
    .selectFrom('ledger_position as position')
    .leftJoin('ledger_lot as lot', (join) =>
      join.onRef('lot.product_id', '=', 'position.product_id').onRef('lot.lot', '=', 'position.lot'),
    )
    .select(['position.position_id', 'position.bin_id', 'position.lot', 'position.serial', 'position.owner'])
    .select(['position.stock_state', 'position.quantity_milli', 'lot.expiry'])
    .where('position.facility_id', '=', facility.facilityId)
    .where('position.product_id', '=', productId)
    .where('position.unit', '=', unit)
    .where('position.stock_state', 'in', [...states])
    .execute()
  return rows
    .map((row): HeldPosition => ({
      positionId: row.position_id,
      binId: row.bin_id,
      lot: row.lot,
      serial: row.serial,
      owner: row.owner,
      stockState: row.stock_state,
      expiry: row.expiry,
      quantityMilli: row.quantity_milli,
    }))
    .filter((position) => lines.has(lineOf(position)))
}

export function refuseShort(
  { facility, facts, product }: Given,
  { binId, deltaMilli }: CountAdjustment,
  shortMilli: number,
): Refusal {
  const bin = binId === null ? undefined : facts.bins.get(binId)
  const values = {
    facility: facility.name,
    held: quantityText(-deltaMilli - shortMilli),
    sku: product.sku,
    taken: quantityText(-deltaMilli),
  }
  const sentence =
    bin === undefined ? say('negative.together', values) : say('negative.togetherInBin', { ...values, bin })
  return refuse('negative-stock', sentence)
}

function lineOf({ binId, lot, serial, owner }: ComparedPosition): string {
  return JSON.stringify([binId, lot, serial, owner])
}
