import type { WedgeKeyFacts } from './wedge-keys.ts'

export interface WedgeOptions {
  /** Shortest code taken from keys outside the scan field, and the least text that settles by itself. Default 4. */
  readonly minLength?: number
  /** Longest code; more than that is a key held down, and is dropped whole. Default 2048. */
  readonly maxLength?: number
  /** Keys that end a code; CR and LF in text count as Enter, HT as Tab. Default both. */
  readonly terminators?: readonly ('Enter' | 'Tab')[]
  /** What the scanner is set to send before and after each code; taken off. A suffix ends a code like a terminator. */
  readonly prefix?: string
  readonly suffix?: string
  /** How long text that came at once, without keys and without terminator, waits for more. 120-150 is right; Infinity never. */
  readonly settleMs: number
  /** Keys outside the field that nobody ended are forgotten after this silence, so a stray key spoils no later scan. Default 2000. */
  readonly staleMs?: number
}

/** One keydown. `at` is the event's own `timeStamp` in ms, not the time of handling. */
export interface WedgeKey extends WedgeKeyFacts {
  readonly at: number
  /** The scan field's value where the field has focus; left out where focus is elsewhere. */
  readonly field?: string
}

/** The scan field's whole value after an `input` or `compositionend` event. */
export interface WedgeText {
  readonly value: string
  readonly isComposing: boolean
  readonly at: number
}

export interface WedgeStep {
  /** `swallow`: preventDefault and stopPropagation, the key was the scanner's. `pass`: leave the event alone. */
  readonly action: 'swallow' | 'pass'
  /** A complete code, raw: FNC1 is U+001D, AIM prefix still on. Give it to a queue, then to `parseCode`. */
  readonly code?: string
  /** Where present: what the scan field's value has to be set to, now. */
  readonly field?: string
}

export interface Wedge {
  readonly key: (event: WedgeKey) => WedgeStep
  readonly text: (text: WedgeText) => WedgeStep
  /** What is due at that time; call until it has no code. Early calls do no harm. */
  readonly due: (at: number) => WedgeStep
  /** When `due` has something to give (`event.timeStamp` clock), or null. */
  readonly nextAt: () => number | null
  /** Forgets a code begun, where a scan can no longer be meant (a screen left). Complete codes stay. */
  readonly reset: () => void
}
