import type { Layout } from './layout.ts'
import type { Random } from './random.ts'
import type { KeptProduct, Pace } from './range.ts'

/** Units that a delivery brings at least. */
const orderUnits: Readonly<Record<'small' | 'large' | 'warehouse', Readonly<Record<Pace, number>>>> = {
  small: { brisk: 10, steady: 6, slow: 4 },
  large: { brisk: 20, steady: 11, slow: 6 },
  warehouse: { brisk: 144, steady: 60, slow: 24 },
}

/** Metres of a bolt, kilograms of a sack. */
const measuredOrderMilli = 20_000

/** How much of a product is ordered at a time. */
export function orderMilliFor(layout: Layout, kept: KeptProduct): number {
  if (kept.product.decimals) return measuredOrderMilli
  const small = layout.range.outdoor < 100
  const size = layout.facility.kind === 'warehouse' ? 'warehouse' : small ? 'small' : 'large'
  return orderUnits[size][kept.pace] * 1000
}

/** What is kept back so that a shelf is not empty; some products are let run out. */
export function safetyMilliFor(kept: KeptProduct, random: Random): number {
  if (random.chance(120)) return 0
  return kept.product.decimals ? 2000 : random.between(1, 3) * 1000
}

/** What a supplier asks for this time: up to three per cent more or less than the usual cost, in whole cents. */
export function deliveredCost(unitCostMicros: bigint | null, random: Random): bigint | null {
  if (unitCostMicros === null) return null
  const cents = (unitCostMicros * BigInt(random.between(970, 1030))) / 10_000_000n
  return cents * 10_000n
}
