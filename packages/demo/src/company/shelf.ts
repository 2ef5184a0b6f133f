import { formatGtin, inStoreEan13 } from '@cyclecount/barcode'
import type { RetailerData } from '@cyclecount/ledger'
import { bookOf, positionKey, type DemoPosition } from './book.ts'
import { plantDeviations, type ShelfDeviation } from './deviations.ts'
import { createRandom } from './random.ts'

/** A code that is printed on a product and that the catalogue does not have yet. */
export interface UnlistedCode {
  readonly sku: string
  readonly code: string
}

/** What really lies on the shelves, and in what that differs from the book. */
export interface DemoShelf {
  /** Every position that is not empty in truth. */
  readonly lines: readonly DemoPosition[]
  /** All there are: a position that is in none of them is right in the book. */
  readonly deviations: readonly ShelfDeviation[]
  readonly unlistedCodes: readonly UnlistedCode[]
}

/** The truth at the end of the retailer's history. The same retailer and seed give the same truth. */
export function demoShelf(retailer: RetailerData, seed: string): DemoShelf {
  const book = bookOf(retailer)
  const random = createRandom(`quillmere-shelf/${seed}`)
  const deviations = retailer.facilities.flatMap((facility) =>
    plantDeviations(retailer, facility.code, book, random.fork(facility.code)),
  )
  const truth = new Map(book.map((position) => [positionKey(position), position]))
  for (const deviation of deviations) {
    const { facility, bin, sku, lot, serial, shelfMilli, bookMilli, foundBin } = deviation
    const here = { facility, bin, sku, lot, serial, quantityMilli: shelfMilli }
    truth.set(positionKey(here), here)
    if (foundBin === null) continue
    const there = { ...here, bin: foundBin, quantityMilli: bookMilli - shelfMilli }
    truth.set(positionKey(there), there)
  }
  return {
    lines: [...truth.values()].filter((position) => position.quantityMilli > 0),
    deviations,
    unlistedCodes: unlistedCodes(retailer),
  }
}

function unlistedCodes(retailer: RetailerData): readonly UnlistedCode[] {
  const coded = new Set(retailer.barcodes.map((barcode) => barcode.sku))
  return retailer.products
    .filter((product) => !coded.has(product.sku))
    .map(({ sku }, index) => ({ sku, code: formatGtin(inStoreEan13('952', 999_000_000 + index)) }))
}
