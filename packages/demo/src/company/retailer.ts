import type { RetailerData, RetailerMovement } from '@cyclecount/ledger'
import { createCatalogue, type CatalogueProduct } from './catalogue.ts'
import { layouts, locationsOf, storeLayouts, warehouseLayout, type Layout } from './layout.ts'
import { lotsOf } from './lots.ts'
import { createRandom } from './random.ts'
import { rangeOf } from './range.ts'
import { showpieces } from './showpieces.ts'
import { storeHistory } from './store-history.ts'
import { warehouseHistory } from './warehouse-history.ts'

/** The chain that the demo counts. It does not exist. */
export const demoCompany = { code: 'quillmere', name: 'Quillmere Outdoor & Home' } as const

/** The small store of the demo's story, counted end to end by hand. */
export const demoStoryFacility = 'S12'

export interface DemoOptions {
  /** The same seed gives the same company. */
  readonly seed: string
  /** Where the history ends, UTC ms. Products, codes, bins and what is kept where do not depend on it. */
  readonly now: number
}

/** A `RetailerData` whose movements are a list, so that they can be read more than once. */
export interface DemoRetailer extends RetailerData {
  readonly movements: readonly RetailerMovement[]
}

/**
 * Quillmere: three stores, a warehouse, about two thousand products and two years of movements, the last of them hours before
 * `now`. What the warehouse sends is what the stores receive, and no position falls below zero where the facility forbids it.
 */
export function demoRetailer({ seed, now }: DemoOptions): DemoRetailer {
  const random = createRandom(`${demoCompany.code}/${seed}`)
  const catalogue = createCatalogue(random.fork('catalogue'))
  const keptIn = (layout: Layout, products: readonly CatalogueProduct[], always: ReadonlySet<string>) =>
    rangeOf(layout, products, always, random.fork(`range/${layout.facility.code}`))
  const warehouseRange = keptIn(warehouseLayout, catalogue.products.filter(comesInCases), new Set())
  const inWarehouse = new Set(warehouseRange.map((kept) => kept.product.sku))
  const stores = storeLayouts.map((layout) => {
    const always = layout.facility.code === demoStoryFacility ? showpieces(catalogue) : new Set<string>()
    const range = keptIn(layout, catalogue.products, always)
    return storeHistory(layout, range, inWarehouse, now, random.fork(`history/${layout.facility.code}`))
  })
  const shipments = stores.flatMap((store) => store.shipments)
  const warehouse = warehouseHistory(
    warehouseLayout,
    warehouseRange,
    shipments,
    now,
    random.fork('history/warehouse'),
  )
  return {
    currency: 'USD',
    facilities: layouts.map((layout) => layout.facility),
    locations: layouts.flatMap(locationsOf),
    products: catalogue.products.map(withoutDemoFields),
    barcodes: catalogue.barcodes,
    lots: lotsOf(catalogue.products, now),
    opening: [...stores, warehouse].flatMap((history) => history.opening),
    movements: [...stores, warehouse].flatMap((history) => history.movements).toSorted((a, b) => a.at - b.at),
  }
}

function comesInCases(product: CatalogueProduct): boolean {
  return product.codes === 'gtin-13' || product.codes === 'upc-a' || product.codes === 'gtin-8'
}

function withoutDemoFields(product: CatalogueProduct): RetailerData['products'][number] {
  const { sku, title, category, unit, decimals, tracking, unitCostMicros, priceMicros } = product
  return { sku, title, category, unit, decimals, tracking, unitCostMicros, priceMicros }
}
