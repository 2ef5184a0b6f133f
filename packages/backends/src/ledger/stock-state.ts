import { isStockState, type StockState } from '@cyclecount/ledger'

/** What a count sees at a place: everything that lies there, whatever the book calls its state. */
const ON_HAND = 'on-hand'

/** In which state of the ledger an adjustment is booked; null where there is no such state. */
export function bookedState(stockState: string): StockState | null {
  if (stockState === ON_HAND) return 'available'
  return isStockState(stockState) ? stockState : null
}
