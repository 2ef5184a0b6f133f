import type { RetailerData } from '@cyclecount/ledger'

/** What lies in a bin, by the book or in truth. */
export interface DemoPosition {
  readonly facility: string
  readonly bin: string
  readonly sku: string
  readonly lot: string | null
  readonly serial: string | null
  readonly quantityMilli: number
}

/** One text per position: the same bin, product, lot and serial give the same text. */
export function positionKey(position: Omit<DemoPosition, 'quantityMilli'>): string {
  return [position.facility, position.bin, position.sku, position.lot ?? '', position.serial ?? ''].join('\n')
}

/** The book at the end of the history: opening and movements added up, positions of zero left out. */
export function bookOf(retailer: RetailerData): readonly DemoPosition[] {
  const positions = new Map<string, DemoPosition>()
  const add = (change: DemoPosition) => {
    const key = positionKey(change)
    const quantityMilli = (positions.get(key)?.quantityMilli ?? 0) + change.quantityMilli
    const { facility, bin, sku, lot, serial } = change
    positions.set(key, { facility, bin, sku, lot, serial, quantityMilli })
  }
  for (const opening of retailer.opening) add(opening)
  for (const movement of retailer.movements) add(movement)
  return [...positions.values()].filter((position) => position.quantityMilli !== 0)
}
