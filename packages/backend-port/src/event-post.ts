import type { Adjustment, PushOutcome } from './adapter.ts'

/** What a backend can answer for good. */
export type FinalAnswer = Extract<PushOutcome, { readonly kind: 'accepted' | 'rejected' }>

/** A request that was published, and what was answered to it so far. `not-taken`: the backend says that it never came. */
export interface AskedBefore {
  readonly adjustment: Adjustment
  readonly answerBy: number
  readonly answer: FinalAnswer | { readonly kind: 'not-taken' } | null
}

/**
 * How an adapter tells a backend that works by events what is asked of it, and learns what it answered. Requests are kept with the events that
 * publish them; answers where they come in. Facilities by the backend's own ids, instants UTC ms.
 */
export interface EventPost {
  /** Whether what is new at the facility goes by events. */
  readonly isByEvent: (facility: string) => Promise<boolean>
  /**
   * Publishes the request, once: under a key that waits for its answer, or has it, nothing is published again. `other` where the key was
   * used for other content, `elsewhere` where the facility’s adjustments do not go by events.
   */
  readonly ask: (
    adjustment: Adjustment,
  ) => Promise<
    { readonly kind: 'asked'; readonly answerBy: number } | { readonly kind: 'other' | 'elsewhere' }
  >
  /** The request with this key; null where none was published. */
  readonly find: (facility: string, idempotencyKey: string) => Promise<AskedBefore | null>
}
