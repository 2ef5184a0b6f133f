import type { QuantityTarget } from './quantity-target.ts'

/** What lies over the screen of a count; a scan that arrives meanwhile is queued and counted like any other. */
export type Over =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'quantity'; readonly target: QuantityTarget }
  | { readonly kind: 'match'; readonly code: string; readonly codeKey: string }
  | { readonly kind: 'find' }
  | { readonly kind: 'bins' }
