import type { Catalogue, CatalogueProduct } from './catalogue.ts'

/** A title no screen shows on one line. */
const longTitle = 100

/** How many of each kind the small store keeps for certain. */
const shares: readonly (readonly [count: number, fits: (product: CatalogueProduct) => boolean])[] = [
  [3, (product) => product.tracking === 'serial'],
  [10, (product) => product.tracking === 'lot' && product.department === 'pantry'],
  [3, (product) => product.tracking === 'lot' && product.department === 'till'],
  [3, (product) => product.tracking === 'lot' && product.department === 'garden'],
  [2, (product) => product.unit === 'kg'],
  [3, (product) => product.unit === 'm'],
  [2, (product) => product.codes === 'none'],
  [4, (product) => product.title.length > longTitle],
]

const sharedPairs = 5

/** The products without which the small store would not show everything a count can meet: shared codes, lots, serials, metres … */
export function showpieces(catalogue: Catalogue): ReadonlySet<string> {
  const skusByCode = Map.groupBy(catalogue.barcodes, (barcode) => barcode.code)
  const pairs = [...skusByCode.values()].filter((barcodes) => barcodes.length > 1)
  return new Set([
    ...shares.flatMap(([count, fits]) =>
      catalogue.products
        .filter(fits)
        .slice(0, count)
        .map((product) => product.sku),
    ),
    ...everyOther(pairs)
      .slice(0, sharedPairs)
      .flat()
      .map((barcode) => barcode.sku),
  ])
}

function everyOther<T>(items: readonly T[]): readonly T[] {
  return items.filter((_, index) => index % 2 === 0)
}
