import type { RetailerData, RetailerMovement } from '@cyclecount/ledger'
import { positionKey, type DemoPosition } from './book.ts'
import { deviatingKeys } from './deviations.ts'
import { binsOf, layouts } from './layout.ts'
import { createRandom } from './random.ts'
import { demoShelf } from './shelf.ts'

/** What is needed to sell something now. */
export interface SalesView {
  readonly facility: string
  /** Now, UTC ms. */
  readonly at: number
  /** The facility's book as it stands; positions of other facilities are passed over. */
  readonly positions: readonly DemoPosition[]
}

/** The next sale at the facility, or null while there is nothing left to sell. */
export type DemoSales = (view: SalesView) => RetailerMovement | null

/**
 * An endless source of sales, the same for the same seed, views and order of calls. It sells what lies for sale and is
 * in the book, never more than is there. Positions with a planted deviation are left alone, so that book and
 * shelf go on to differ by exactly what `demoShelf(retailer, seed)` lists.
 */
export function demoSales({
  retailer,
  seed,
}: {
  readonly retailer: RetailerData
  readonly seed: string
}): DemoSales {
  const random = createRandom(`quillmere-sales/${seed}`)
  const leftAlone = deviatingKeys(demoShelf(retailer, seed).deviations)
  const steps = new Map(retailer.products.map((product) => [product.sku, product.decimals ? 100 : 1000]))
  const forSale = binsForSale()
  let tickets = 0
  return ({ facility, at, positions }) => {
    const sellable = positions.filter(
      (position) =>
        position.facility === facility &&
        forSale.has(`${facility}/${position.bin}`) &&
        position.quantityMilli >= (steps.get(position.sku) ?? Number.POSITIVE_INFINITY) &&
        !leftAlone.has(positionKey(position)),
    )
    if (sellable.length === 0) return null
    const { bin, sku, lot, serial, quantityMilli } = random.pick(sellable)
    const step = steps.get(sku) ?? 1000
    const wanted = step === 1000 ? (random.chance(150) ? 2 : 1) : random.between(4, 25)
    const sold = Math.min(wanted, Math.trunc(quantityMilli / step)) * step
    tickets += 1
    const sourceRef = `POS-${facility}-${at.toString(36)}-${tickets}`.toUpperCase()
    return {
      facility,
      bin,
      sku,
      lot,
      serial,
      quantityMilli: -sold,
      kind: 'sale',
      reason: 'sale',
      sourceRef,
      unitCostMicros: null,
      at,
    }
  }
}

function binsForSale(): ReadonlySet<string> {
  return new Set(
    layouts.flatMap((layout) =>
      layout.aisles
        .filter((aisle) => aisle.departments.length > 0)
        .flatMap(binsOf)
        .map((bin) => `${layout.facility.code}/${bin}`),
    ),
  )
}
