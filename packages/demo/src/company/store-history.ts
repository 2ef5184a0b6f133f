import { createFacilityClock, lastDay, type FacilityClock } from './facility-clock.ts'
import type { Layout } from './layout.ts'
import { lotOn } from './lots.ts'
import { deliveredCost, orderMilliFor, safetyMilliFor } from './ordering.ts'
import type { Random } from './random.ts'
import type { KeptProduct } from './range.ts'
import { keepSerials } from './serials.ts'
import { keepStock, type Delivery, type KeptHistory, type StockKeeping } from './stock-keeping.ts'
import { storeWishes } from './wishes.ts'

/** What the warehouse sends to a store, a day or two before it arrives. */
export interface Shipment {
  readonly sku: string
  readonly lot: string | null
  readonly quantityMilli: number
  /** A day of the history, on the calendar of the warehouse. */
  readonly day: number
  readonly sourceRef: string
}

export interface StoreHistory extends Pick<KeptHistory, 'opening' | 'movements'> {
  readonly shipments: readonly Shipment[]
}

/** How many positions of a store that allows it end below zero: sold before their delivery was booked. */
const positionsBelowZero = 6

/** Two years of a store, supplied by the warehouse with what the warehouse keeps, by suppliers with the rest. */
export function storeHistory(
  layout: Layout,
  range: readonly KeptProduct[],
  inWarehouse: ReadonlySet<string>,
  now: number,
  random: Random,
): StoreHistory {
  const clock = createFacilityClock(layout.facility.timeZone, now)
  const shipments: Shipment[] = []
  const deliver = createDeliveries(layout, clock, random.fork('deliveries'), shipments)
  const histories = range.map((kept) => {
    const ownRandom = random.fork(kept.product.sku)
    if (kept.product.tracking === 'serial') return keepSerials(layout, kept, clock, ownRandom)
    const keeping: StockKeeping = {
      facility: layout.facility.code,
      kept,
      clock,
      random: ownRandom,
      orderMilli: orderMilliFor(layout, kept),
      safetyMilli: safetyMilliFor(kept, ownRandom),
      caseMilli: kept.product.stepMilli,
      daysAhead: 0,
      lotOn: (day) => lotOn(kept.product, day),
      deliver: (order) => deliver(kept, inWarehouse.has(kept.product.sku), order),
    }
    return keepStock(keeping, storeWishes(layout, kept, clock, now, ownRandom))
  })
  return {
    opening: histories.flatMap((history) => history.opening),
    movements: [
      ...histories.flatMap((history) => history.movements),
      ...(layout.facility.allowsNegativeStock
        ? oversold(layout, range, histories, clock, random.fork('oversold'))
        : []),
    ],
    shipments,
  }
}

type Order = Parameters<StockKeeping['deliver']>[0]

function createDeliveries(layout: Layout, clock: FacilityClock, random: Random, shipments: Shipment[]) {
  return (kept: KeptProduct, fromWarehouse: boolean, order: Order): Delivery => {
    const { sku, unitCostMicros } = kept.product
    if (!fromWarehouse) {
      const sourceRef = `PO-${layout.facility.code}-${clock.compactDate(order.day)}`
      return { reason: 'receipt', sourceRef, unitCostMicros: deliveredCost(unitCostMicros, random) }
    }
    const sourceRef = `TO-${layout.facility.code}-${String(shipments.length + 1).padStart(5, '0')}`
    const { lot, quantityMilli } = order
    shipments.push({ sku, lot, quantityMilli, day: order.day - random.between(1, 2), sourceRef })
    return { reason: 'receipt', sourceRef, unitCostMicros }
  }
}

function oversold(
  layout: Layout,
  range: readonly KeptProduct[],
  histories: readonly KeptHistory[],
  clock: FacilityClock,
  random: Random,
): KeptHistory['movements'] {
  const plain = range.flatMap((kept, index) => {
    const leftMilli = histories[index]?.leftMilli ?? 0
    const fits = kept.product.tracking === 'none' && !kept.product.decimals && kept.reserveBin === null
    return fits && leftMilli <= 4000 ? [{ kept, leftMilli }] : []
  })
  return random
    .shuffled(plain)
    .slice(0, positionsBelowZero)
    .map(({ kept, leftMilli }, index) => ({
      facility: layout.facility.code,
      bin: kept.bin,
      sku: kept.product.sku,
      lot: null,
      serial: null,
      quantityMilli: -leftMilli - random.between(1, 3) * 1000,
      kind: 'sale' as const,
      reason: 'sale',
      sourceRef: `POS-${layout.facility.code}-${clock.compactDate(lastDay - 2)}-${String(900_000 + index)}`,
      unitCostMicros: null,
      at: clock.at(lastDay - 2, layout.openUntil - 10 + index),
    }))
}
