import type { VarianceRow } from '../reconcile/variance-row.ts'

type Held = Pick<
  VarianceRow,
  'product_id' | 'location_id' | 'stock_state' | 'owner' | 'unit' | 'variance_quantity_on_hand'
>

/**
 * Those for which there is one that is over by as much as they are short, or short by as much as they are over, of the same product or at
 * the same place: no other can be one half of a move. What products have in common need be looked for of these alone.
 */
export function withCounterpart<R extends Held>(rows: readonly R[]): readonly R[] {
  const signs = new Map<string, Set<number>>()
  for (const row of rows)
    for (const key of keysOf(row)) {
      const known = signs.get(key)
      if (known) known.add(Math.sign(row.variance_quantity_on_hand))
      else signs.set(key, new Set([Math.sign(row.variance_quantity_on_hand)]))
    }
  return rows.filter((row) => keysOf(row).some((key) => signs.get(key)?.size === 2))
}

function keysOf(row: Held): readonly string[] {
  const { stock_state: state, owner, unit, variance_quantity_on_hand: variance } = row
  const what = [Math.abs(variance), state, owner, unit]
  return [
    JSON.stringify(['product', row.product_id, ...what]),
    JSON.stringify(['place', row.location_id, ...what]),
  ]
}
