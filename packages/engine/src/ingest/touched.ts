import type { ProductId, ScanEvent } from '@cyclecount/domain'

/** Which lines of a session some events may have changed. */
export interface Touched {
  readonly products: Set<ProductId>
  /** Code keys of events that name no product. */
  readonly codes: Set<string>
  /** Events with neither product nor code. */
  nameless: boolean
  /** A location or the area was confirmed empty, or that was taken back. */
  places: boolean
}

export function nothingTouched(): Touched {
  return { products: new Set(), codes: new Set(), nameless: false, places: false }
}

export function isUntouched({ products, codes, nameless, places }: Touched): boolean {
  return products.size + codes.size === 0 && !nameless && !places
}

/** Adds what an event (the target of a void: that event) touches by itself. */
export function touch(touched: Touched, event: ScanEvent): void {
  switch (event.kind) {
    case 'scan':
    case 'hand':
    case 'set':
      if (event.productId !== null) touched.products.add(event.productId)
      else if (event.codeKey !== null) touched.codes.add(event.codeKey)
      else touched.nameless = true
      return
    case 'match':
      // Where it does not count any more, nothing else says what it joined.
      touched.codes.add(event.codeKey)
      touched.products.add(event.productId)
      return
    case 'confirm-empty':
      touched.places = true
      return
    case 'void':
    case 'note':
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return
  }
}

/**
 * A match joins a code to a product: a line of one is folded together with the lines of the other. Matches that no longer hold
 * join too, because what they joined has to be taken apart again.
 */
export function closeOver(touched: Touched, log: readonly ScanEvent[]): Touched {
  const products = new Set(touched.products)
  const codes = new Set(touched.codes)
  const matches = log.filter((event) => event.kind === 'match')
  for (let before = -1; before !== products.size + codes.size;) {
    before = products.size + codes.size
    for (const { codeKey, productId } of matches) {
      if (codes.has(codeKey)) products.add(productId)
      if (products.has(productId)) codes.add(codeKey)
    }
  }
  return { ...touched, products, codes }
}
