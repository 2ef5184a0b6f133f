import type { RetailerLot } from '@cyclecount/ledger'
import type { CatalogueProduct } from './catalogue.ts'
import { dateOfDay, lastDay } from './facility-clock.ts'

/** For so many days a product is made as one lot. */
const lotDays = 92

/** A lot reaches the chain this long after it was made. */
const daysOnTheWay = 20

function lotName(sku: string, index: number): string {
  return `L${index + 1}-${sku}`
}

/** The lot of the product that arrives on a day of the history, null where its lots are not kept apart. */
export function lotOn(product: CatalogueProduct, day: number): string | null {
  return product.tracking === 'lot' ? lotName(product.sku, Math.trunc(day / lotDays)) : null
}

/** Every lot of the history that ends at `now`; by then the first ones have expired. */
export function lotsOf(products: readonly CatalogueProduct[], now: number): readonly RetailerLot[] {
  const count = Math.trunc(lastDay / lotDays) + 1
  return products
    .filter((product) => product.tracking === 'lot')
    .flatMap((product) =>
      Array.from({ length: count }, (_, index) => ({
        sku: product.sku,
        lot: lotName(product.sku, index),
        expiry:
          product.keepsDays === null
            ? null
            : dateOfDay(now, index * lotDays - daysOnTheWay + product.keepsDays),
      })),
    )
}
