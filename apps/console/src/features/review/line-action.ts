/** What a key of the review does to its lines. */
export type LineAction = 'next' | 'previous' | 'toggle' | 'open' | 'close'

export interface KeyPlace {
  readonly inTable: boolean
  /** On a button or link, whose own Enter is. */
  readonly onControl: boolean
  /** Single letters are shortcuts; off for who has switched them off, as speech input types letters (WCAG 2.1.4). */
  readonly singleKeys: boolean
}

/** Arrows where the table has the focus; Enter but on a control; Escape; and, unless they are switched off, j, k and x anywhere on the page. */
export function lineAction(key: string, { inTable, onControl, singleKeys }: KeyPlace): LineAction | null {
  if (key === 'Escape') return 'close'
  if (inTable && key === 'ArrowDown') return 'next'
  if (inTable && key === 'ArrowUp') return 'previous'
  if (key === 'Enter') return onControl ? null : 'open'
  if (!singleKeys) return null
  if (key === 'j') return 'next'
  if (key === 'k') return 'previous'
  return key === 'x' ? 'toggle' : null
}
