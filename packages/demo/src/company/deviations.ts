import type { RetailerData } from '@cyclecount/ledger'
import { positionKey, type DemoPosition } from './book.ts'
import type { Random } from './random.ts'

/**
 * `missing` less than booked · `gone` nothing left of what is booked · `surplus` more than booked · `misplaced` a part
 * lies in another bin · `not-in-book` a product of which the facility's book knows nothing.
 */
export type DeviationKind = 'missing' | 'gone' | 'surplus' | 'misplaced' | 'not-in-book'

/** A position on which book and shelf do not agree. */
export interface ShelfDeviation {
  readonly kind: DeviationKind
  readonly facility: string
  readonly bin: string
  readonly sku: string
  readonly lot: string | null
  readonly serial: string | null
  readonly bookMilli: number
  /** What lies in `bin`. */
  readonly shelfMilli: number
  /** Of `misplaced`: the bin in which the rest lies, and where the book has none of it. */
  readonly foundBin: string | null
}

/** Positions to a deviation of each kind; a small store still gets one of each. */
const positionsPer = { missing: 30, gone: 110, surplus: 50, misplaced: 70, 'not-in-book': 75 } as const

/** The deviations of one facility. No position has two. */
export function plantDeviations(
  retailer: RetailerData,
  facility: string,
  book: readonly DemoPosition[],
  random: Random,
): readonly ShelfDeviation[] {
  const here = book.filter((position) => position.facility === facility)
  const decimals = new Set(
    retailer.products.filter((product) => product.decimals).map((product) => product.sku),
  )
  const positive = random.shuffled(here.filter((position) => position.quantityMilli > 0))
  const queue = positive.filter((position) => position.quantityMilli >= 2000 && !decimals.has(position.sku))
  const share = (kind: DeviationKind) => Math.max(1, Math.trunc(here.length / positionsPer[kind]))
  const takeFromQueue = (kind: DeviationKind) => queue.splice(0, share(kind))
  const single = positive.filter((position) => position.serial !== null).slice(0, share('gone'))
  return [
    ...here.filter((position) => position.quantityMilli < 0).map((position) => unbooked(position, random)),
    ...single.map((position) => deviationOf('gone', position, 0)),
    ...takeFromQueue('gone').map((position) => deviationOf('gone', position, 0)),
    ...takeFromQueue('missing').map((position) =>
      deviationOf('missing', position, position.quantityMilli - someOf(position, random)),
    ),
    ...takeFromQueue('surplus').map((position) =>
      deviationOf('surplus', position, position.quantityMilli + random.between(1, 3) * 1000),
    ),
    ...takeFromQueue('misplaced').map((position) => misplaced(retailer, position, here, random)),
    ...strangers(retailer, facility, here, share('not-in-book'), random),
  ]
}

function deviationOf(kind: DeviationKind, position: DemoPosition, shelfMilli: number): ShelfDeviation {
  const { facility, bin, sku, lot, serial, quantityMilli: bookMilli } = position
  return { kind, facility, bin, sku, lot, serial, bookMilli, shelfMilli, foundBin: null }
}

/** Whole units, at least one and never all. */
function someOf(position: DemoPosition, random: Random): number {
  return random.between(1, Math.min(3, position.quantityMilli / 1000 - 1)) * 1000
}

/** The book fell below zero because a delivery was not booked: some of it is still there. */
function unbooked(position: DemoPosition, random: Random): ShelfDeviation {
  return deviationOf('surplus', position, random.between(1, 4) * 1000)
}

function misplaced(
  retailer: RetailerData,
  position: DemoPosition,
  here: readonly DemoPosition[],
  random: Random,
): ShelfDeviation {
  const taken = new Set(here.filter((other) => other.sku === position.sku).map((other) => other.bin))
  const bins = retailer.locations.filter(
    (place) => place.facility === position.facility && !taken.has(place.bin),
  )
  const foundBin = random.pick(bins).bin
  return {
    ...deviationOf('misplaced', position, position.quantityMilli - someOf(position, random)),
    foundBin,
  }
}

function strangers(
  retailer: RetailerData,
  facility: string,
  here: readonly DemoPosition[],
  count: number,
  random: Random,
): readonly ShelfDeviation[] {
  const known = new Set(here.map((position) => position.sku))
  const coded = new Set(retailer.barcodes.map((barcode) => barcode.sku))
  const unknown = retailer.products.filter(
    (product) =>
      product.tracking === 'none' && !product.decimals && coded.has(product.sku) && !known.has(product.sku),
  )
  const bins = retailer.locations.filter((place) => place.facility === facility).map((place) => place.bin)
  return random
    .shuffled(unknown)
    .slice(0, count)
    .map(({ sku }) => {
      const nothing = { facility, bin: random.pick(bins), sku, lot: null, serial: null, quantityMilli: 0 }
      return deviationOf('not-in-book', nothing, random.between(1, 3) * 1000)
    })
}

/** The positions on which book and shelf do not agree, as `positionKey` names them. */
export function deviatingKeys(deviations: readonly ShelfDeviation[]): ReadonlySet<string> {
  return new Set(deviations.map(positionKey))
}
