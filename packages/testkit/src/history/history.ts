/**
 * A history as data: what people, devices, network and server do, and when. It is made whole before it is played, so that any part of
 * it can be left out; whatever then makes no sense is passed over.
 */
export interface History {
  readonly seed: number
  readonly devices: readonly DevicePlan[]
  readonly actions: readonly Action[]
}

export interface DevicePlan {
  /** Which of the company's devices it is. */
  readonly slot: number
  /** The device's clock minus the true time, ms. */
  readonly clockMs: number
  /** What each push of this device meets, in order; afterwards the network is good. */
  readonly fates: readonly Fate[]
  /** What each photo that is sent meets, likewise; absent where nobody takes one. */
  readonly photoFates?: readonly Fate[]
}

/** What becomes of one exchange with the server. Times in ms. */
export type Fate =
  | { readonly kind: 'good'; readonly up: number; readonly down: number }
  | { readonly kind: 'request-lost' }
  | { readonly kind: 'reply-lost'; readonly up: number }
  /** Arrives several times; only one of the answers comes back. */
  | { readonly kind: 'twice'; readonly ups: readonly number[]; readonly answered: number }
  | { readonly kind: 'request-cut'; readonly keep: number }
  | { readonly kind: 'reply-cut'; readonly keep: number }
  /** Something in between answers in the server's place. */
  | { readonly kind: 'portal'; readonly status: number }
  /** A cache in between answers with what the server said to the push before. */
  | { readonly kind: 'stale' }
  /** The server, or what stands before it, turns it away. */
  | { readonly kind: 'refused'; readonly status: 413 | 429 | 500 | 503; readonly retryAfterMs: number | null }

export type CrashPoint = 'before-commit' | 'inside' | 'after-commit'

export type Deed =
  | { readonly do: 'start'; readonly area: number }
  | {
      readonly do: 'scan'
      readonly code: number
      readonly bin: number
      readonly times: number
    }
  | { readonly do: 'hand'; readonly code: number; readonly bin: number; readonly milli: number }
  | { readonly do: 'set'; readonly code: number; readonly bin: number; readonly milli: number }
  | { readonly do: 'void'; readonly pick: number }
  | { readonly do: 'match'; readonly code: number; readonly product: number; readonly pack: number }
  | { readonly do: 'empty'; readonly bin: number }
  | { readonly do: 'note'; readonly pick: number }
  /** Takes a photo of a scan: one of a few pictures, which may come back from the disk spoilt. */
  | { readonly do: 'photo'; readonly pick: number; readonly picture: number; readonly spoilt: boolean }
  | { readonly do: 'pause' }
  | { readonly do: 'resume' }
  | { readonly do: 'submit' }
  /** Takes the n-th session of this person from the server and goes on with it here; of a longer one the log follows. */
  | { readonly do: 'continue-here'; readonly pick: number }
  /** Goes on with another session that is on this device. */
  | { readonly do: 'go-back'; readonly pick: number }
  | { readonly do: 'pull' }
  | { readonly do: 'switch-person'; readonly person: number }
  /** An app that still lets a scan through after the submit. */
  | { readonly do: 'scan-behind-submit'; readonly code: number; readonly bin: number }
  /** A record that the schema refuses. */
  | { readonly do: 'poison'; readonly how: number }
  /** A record that was written well and is read back spoilt. */
  | { readonly do: 'spoil'; readonly how: number }

export type Mishap =
  | { readonly do: 'offline'; readonly forMs: number }
  | { readonly do: 'close-app'; readonly forMs: number }
  /** The page or the worker dies at its n-th step with the store from now: before what it writes is durable, or right after. */
  | {
      readonly do: 'crash'
      readonly who: 'page' | 'worker'
      readonly steps: number
      readonly durable: boolean
      readonly forMs: number
    }
  | { readonly do: 'storage-full'; readonly captures: number }
  | { readonly do: 'slow-disk'; readonly ms: number; readonly forMs: number }
  | { readonly do: 'clock'; readonly byMs: number }
  | { readonly do: 'background-sync' }
  /** A copy of its profile on another phone scans in the same count, and sends that. */
  | { readonly do: 'twin' }

export type Management =
  | { readonly do: 'release'; readonly area: number; readonly to: number | null }
  | { readonly do: 'decide-late'; readonly accept: boolean }
  | { readonly do: 'reopen'; readonly pick: number }
  | { readonly do: 'void-session'; readonly pick: number }
  /** Adds a count of an area to another one of it. */
  | { readonly do: 'join'; readonly pick: number }
  | { readonly do: 'match-code'; readonly pick: number; readonly product: number; readonly pack: number }
  | { readonly do: 'revoke'; readonly device: number }
  /** Decides what was set aside, of one place in a log. */
  | { readonly do: 'decide-aside'; readonly pick: number; readonly count: boolean }
  /** Takes in the file that a device saved of what it could not send. */
  | { readonly do: 'take-in-file'; readonly device: number }

export type ServerEvent =
  | {
      readonly do: 'server-crash'
      readonly point: CrashPoint
      readonly writes: number
      readonly downMs: number
    }
  | { readonly do: 'server-clock'; readonly byMs: number }
  | { readonly do: 'backup' }
  | { readonly do: 'restore'; readonly told: boolean }
  /** The newest rows of an unfinished count are gone, although they were acknowledged. */
  | { readonly do: 'lose-rows'; readonly rows: number }

export type Action = { readonly at: number } & (
  | ({ readonly by: 'person'; readonly device: number } & Deed)
  | ({ readonly by: 'device'; readonly device: number } & Mishap)
  | ({ readonly by: 'manager' } & Management)
  | ({ readonly by: 'server' } & ServerEvent)
)
