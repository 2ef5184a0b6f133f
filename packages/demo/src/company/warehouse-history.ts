import { createFacilityClock, lastDay, type FacilityClock } from './facility-clock.ts'
import type { Layout } from './layout.ts'
import { lotOn } from './lots.ts'
import { deliveredCost, orderMilliFor } from './ordering.ts'
import type { Random } from './random.ts'
import type { KeptProduct } from './range.ts'
import { keepSerials } from './serials.ts'
import { keepStock, type KeptHistory, type StockKeeping } from './stock-keeping.ts'
import type { Shipment } from './store-history.ts'
import type { Wish } from './wishes.ts'

/** Picks of the hours before `now`, for stores where they have not arrived yet. */
const picksUnderWay = 60
const underWayMs = 10 * 60 * 60_000

/** Two years of the warehouse: everything it sent to the stores, and the deliveries that made that possible. */
export function warehouseHistory(
  layout: Layout,
  range: readonly KeptProduct[],
  shipments: readonly Shipment[],
  now: number,
  random: Random,
): Pick<KeptHistory, 'opening' | 'movements'> {
  const clock = createFacilityClock(layout.facility.timeZone, now)
  const wishesBySku = new Map<string, Wish[]>(range.map((kept) => [kept.product.sku, []]))
  for (const shipment of shipments) wishesBySku.get(shipment.sku)?.push(wishOf(shipment, clock, random))
  for (const wish of underWay(range, now, random)) wishesBySku.get(wish.sku)?.push(wish)
  const histories = range.map((kept) => {
    const ownRandom = random.fork(kept.product.sku)
    if (kept.product.tracking === 'serial') return keepSerials(layout, kept, clock, ownRandom)
    const wishes = (wishesBySku.get(kept.product.sku) ?? []).toSorted((a, b) => a.at - b.at)
    return keepStock(keepingOf(layout, kept, clock, ownRandom), wishes)
  })
  return {
    opening: histories.flatMap((history) => history.opening),
    movements: histories.flatMap((history) => history.movements),
  }
}

function keepingOf(layout: Layout, kept: KeptProduct, clock: FacilityClock, random: Random): StockKeeping {
  return {
    facility: layout.facility.code,
    kept,
    clock,
    random,
    orderMilli: orderMilliFor(layout, kept),
    safetyMilli: 0,
    caseMilli: kept.product.packUnits * 1000,
    daysAhead: 1,
    lotOn: (day) => lotOn(kept.product, day),
    deliver: (order) => ({
      reason: 'receipt',
      sourceRef: `PO-${layout.facility.code}-${clock.compactDate(order.day)}`,
      unitCostMicros: deliveredCost(kept.product.unitCostMicros, random),
    }),
  }
}

function wishOf(shipment: Shipment, clock: FacilityClock, random: Random): Wish {
  return {
    day: shipment.day,
    at: clock.at(shipment.day, random.below(24 * 60)) + random.below(60) * 1000,
    kind: 'transfer',
    quantityMilli: -shipment.quantityMilli,
    lot: shipment.lot,
    reason: 'transfer',
    sourceRef: shipment.sourceRef,
  }
}

function underWay(
  range: readonly KeptProduct[],
  now: number,
  random: Random,
): readonly (Wish & { readonly sku: string })[] {
  const plain = range.filter((kept) => kept.product.tracking === 'none')
  return Array.from({ length: picksUnderWay }, (_, index) => ({
    sku: random.pick(plain).product.sku,
    // Their stock is made ready on the day before, whatever the hour of `now`.
    day: lastDay - 1,
    at: now - 1000 - random.below(underWayMs),
    kind: 'transfer' as const,
    quantityMilli: -random.between(1, 6) * 1000,
    lot: null,
    reason: 'transfer',
    sourceRef: `TO-S41-${String(90_001 + index)}`,
  }))
}
