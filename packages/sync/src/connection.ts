/**
 * Whether and when this device may send. Immutable, without a clock: time and chance come in with the event.
 *
 *     idle ──begin──▶ sending ──drained──▶ idle
 *                       │ failed ──▶ backing-off ──begin──▶ …
 *                       └ refused ─▶ blocked ──enrolled, opened──▶ idle
 *
 * Whatever the state, capturing goes on. Rules CN1 to CN5.
 */
export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly failures: number }
  | {
      readonly kind: 'backing-off'
      readonly failures: number
      /** When the wait began: a clock that shows less was set back, and nobody knows how long it ran. */
      readonly since: number
      readonly until: number
      /** What the server asked for, which holds for a poke too; `since` where it asked for nothing. */
      readonly notBefore: number
    }
  | { readonly kind: 'blocked'; readonly reason: BlockReason }

export type BlockReason = 'signed-out' | 'update-required' | 'device-revoked'

export type ConnectionEvent =
  | { readonly kind: 'begin' }
  /** The server acknowledged something: what failed before no longer counts. */
  | { readonly kind: 'progress' }
  | { readonly kind: 'drained' }
  | {
      readonly kind: 'failed'
      readonly now: number
      /** 0 ≤ chance < 1 */
      readonly chance: number
      readonly retryAfterMs: number | null
    }
  | { readonly kind: 'refused'; readonly reason: BlockReason }
  /** Something says that the network is back: `online`, a page in view again, Background Sync. */
  | { readonly kind: 'poke' }
  /** The app was started anew: maybe another version, maybe the server changed its mind. */
  | { readonly kind: 'opened' }
  /** The device has a valid token (again). */
  | { readonly kind: 'enrolled' }

export type ConnectionKind = ConnectionState['kind']

export const idle: ConnectionState = { kind: 'idle' }

/** First wait at most this long, doubling per failure. */
const BACKOFF_BASE_MS = 2_000
export const BACKOFF_CAP_MS = 300_000

/** Total by type: which kind of state follows. `transition` says with what inside, and a test holds both together. */
export const connectionTransitions: Record<
  ConnectionKind,
  Record<ConnectionEvent['kind'], ConnectionKind>
> = {
  idle: {
    begin: 'sending',
    progress: 'idle',
    drained: 'idle',
    failed: 'backing-off',
    refused: 'blocked',
    poke: 'idle',
    opened: 'idle',
    enrolled: 'idle',
  },
  sending: {
    begin: 'sending',
    progress: 'sending',
    drained: 'idle',
    failed: 'backing-off',
    refused: 'blocked',
    poke: 'sending',
    opened: 'idle',
    enrolled: 'sending',
  },
  'backing-off': {
    begin: 'sending',
    progress: 'backing-off',
    drained: 'idle',
    failed: 'backing-off',
    refused: 'blocked',
    poke: 'backing-off',
    opened: 'idle',
    enrolled: 'idle',
  },
  blocked: {
    begin: 'blocked',
    progress: 'blocked',
    drained: 'blocked',
    failed: 'blocked',
    refused: 'blocked',
    poke: 'blocked',
    opened: 'idle',
    enrolled: 'idle',
  },
}

export function transition(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const next = connectionTransitions[state.kind][event.kind]
  switch (next) {
    case 'idle':
      return idle
    case 'sending':
      return { kind: 'sending', failures: event.kind === 'progress' ? 0 : failuresOf(state) }
    case 'backing-off':
      if (event.kind === 'failed') return backOff(failuresOf(state), event)
      return event.kind === 'poke' && state.kind === 'backing-off' ? cutShort(state) : state
    case 'blocked':
      return event.kind === 'refused' ? { kind: 'blocked', reason: event.reason } : state
  }
}

/** Whether a drain may begin now. */
export function maySend(state: ConnectionState, now: number): boolean {
  switch (state.kind) {
    case 'idle':
    case 'sending':
      return true
    case 'backing-off':
      return now >= state.until || now < state.since
    case 'blocked':
      return false
  }
}

function failuresOf(state: ConnectionState): number {
  return state.kind === 'sending' || state.kind === 'backing-off' ? state.failures : 0
}

/** Exponential with full jitter, so that a shop's devices do not all come back at once; never before the server asked. */
function backOff(failures: number, event: ConnectionEvent & { kind: 'failed' }): ConnectionState {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(failures, 20))
  const asked = event.retryAfterMs ?? 0
  const until = event.now + Math.max(asked, Math.floor(ceiling * event.chance))
  // Something in between may ask for days: a poke waits no longer than a failure without a word would.
  const notBefore = event.now + Math.min(asked, BACKOFF_CAP_MS)
  return { kind: 'backing-off', failures: failures + 1, since: event.now, until, notBefore }
}

/** The network is said to be back: what is left of a wait is what the server asked for. */
function cutShort(state: ConnectionState & { kind: 'backing-off' }): ConnectionState {
  return { ...state, failures: 0, until: Math.min(state.until, state.notBefore) }
}
