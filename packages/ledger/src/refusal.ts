import type { Sentence } from '@cyclecount/domain'

/** Why the ledger did not book something. Closed data; the message is for a person. None of it succeeds when tried again. */
export interface Refusal {
  readonly kind: RefusalKind
  readonly message: Sentence
  readonly retryable: false
}

export type RefusalKind =
  | 'negative-stock'
  | 'key-reused'
  | 'unknown-facility'
  | 'unknown-product'
  | 'unknown-bin'
  | 'unknown-reason'
  | 'bad-quantity'
  | 'wrong-unit'
  | 'bad-cost'

export function refuse(kind: RefusalKind, message: Sentence): Refusal {
  return { kind, message, retryable: false }
}
