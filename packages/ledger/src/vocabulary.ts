/** What the ledger's rows may say. The words are stored, so they are only ever added to. */

/** In which state a quantity lies. In-transit stock is owned but lies nowhere yet. */
export const stockStates = ['available', 'reserved', 'quarantine', 'damaged', 'in-transit'] as const
export type StockState = (typeof stockStates)[number]

export function isStockState(text: string): text is StockState {
  return (stockStates as readonly string[]).includes(text)
}

/** What happened, as the stock card calls it. */
export type CardKind =
  | 'opening'
  | 'receipt'
  | 'sale'
  | 'return'
  | 'transfer'
  | 'manual-adjustment'
  | 'physical-count'
  | 'cycle-count'
  | 'count-adjustment'
  | 'cost-change'

export type MovementKind = 'receipt' | 'sale' | 'return' | 'transfer'

/** The owner of what the org itself owns; any other owner's stock is consigned and valued apart. */
export const OWN = 'own'

/** Reasons every ledger knows. A retailer adds its own with `defineReasons`. */
export const defaultReasons = [
  { code: 'opening', label: 'Opening stock' },
  { code: 'sale', label: 'Sold' },
  { code: 'receipt', label: 'Received' },
  { code: 'return', label: 'Returned by a customer' },
  { code: 'transfer', label: 'Moved' },
  { code: 'cost-correction', label: 'Cost corrected' },
  { code: 'count', label: 'Counted' },
  { code: 'counted-as-expected', label: 'Counted as expected' },
  { code: 'within-tolerance', label: 'Within tolerance' },
  { code: 'miscounted-before', label: 'An earlier count was wrong' },
  { code: 'damaged', label: 'Damaged or broken' },
  { code: 'expired', label: 'Past its date, taken off' },
  { code: 'theft-or-loss', label: 'Theft or unexplained loss' },
  { code: 'found-stock', label: 'Found: was never booked' },
  { code: 'theft', label: 'Stolen' },
  { code: 'lost', label: 'Lost' },
  { code: 'found', label: 'Found' },
  { code: 'misplaced', label: 'Lies elsewhere' },
  { code: 'receiving-error', label: 'Received wrongly' },
  { code: 'sold-not-booked', label: 'Sold, but not booked' },
  { code: 'returned-not-booked', label: 'Returned, but not booked' },
  { code: 'used-in-store', label: 'Used in the store' },
  { code: 'other', label: 'Other, see the comment' },
] as const
