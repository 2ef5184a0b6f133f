import type { CatalogueProduct } from './catalogue.ts'
import { binsOf, type Layout } from './layout.ts'
import type { Department } from './product-line.ts'
import type { Random } from './random.ts'

/** How briskly a product sells. */
export type Pace = 'brisk' | 'steady' | 'slow'

/** A product kept at a facility: the bin it is sold from, and perhaps one in reserve. */
export interface KeptProduct {
  readonly product: CatalogueProduct
  readonly bin: string
  readonly reserveBin: string | null
  readonly pace: Pace
}

/** What a facility keeps and where. Does not depend on the date. `always` are kept whatever the dice say. */
export function rangeOf(
  layout: Layout,
  products: readonly CatalogueProduct[],
  always: ReadonlySet<string>,
  random: Random,
): readonly KeptProduct[] {
  const reserveBins = layout.aisles.filter((aisle) => aisle.departments.length === 0).flatMap(binsOf)
  return departmentsOf(layout).flatMap((department) => {
    const offered = random.shuffled(products.filter((product) => product.department === department))
    const chosen = [
      ...offered.filter((product) => always.has(product.sku)),
      ...offered.filter((product) => !always.has(product.sku)),
    ].slice(0, layout.range[department])
    const paceBySku = new Map(
      random.shuffled(chosen).map((product, rank) => [product.sku, paceOf(rank, chosen.length)]),
    )
    const bins = layout.aisles.filter((aisle) => aisle.departments.includes(department)).flatMap(binsOf)
    return chosen
      .toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
      .map((product, index) => {
        const shelf = bins[Math.trunc((index * bins.length) / chosen.length)] ?? ''
        const reserve = random.pick(reserveBins)
        const fate = random.below(1000)
        const pace = paceBySku.get(product.sku) ?? 'slow'
        // A few never make it to the shop floor.
        if (fate >= 970) return { product, bin: reserve, reserveBin: null, pace }
        return { product, bin: shelf, reserveBin: fate < layout.reservePerMille ? reserve : null, pace }
      })
  })
}

function departmentsOf(layout: Layout): readonly Department[] {
  return layout.aisles.flatMap((aisle) => aisle.departments)
}

function paceOf(rank: number, count: number): Pace {
  if (rank * 10 < count) return 'brisk'
  return rank * 10 < count * 4 ? 'steady' : 'slow'
}
