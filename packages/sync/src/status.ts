import type { SessionId } from '@cyclecount/domain'
import type { ConnectionState } from './connection.ts'
import type { SyncError } from './ports.ts'

/** The truth about what was captured here, from acknowledgements alone: no radio, no socket has a say in it (rule ST1). */
export interface SyncStatus {
  readonly waiting: number
  readonly sessions: readonly { readonly sessionId: SessionId; readonly waiting: number }[]
  /** When the oldest capture that the server does not hold was made, UTC ms on this device's clock. */
  readonly oldestWaitingAt: number | null
  readonly lastSuccessAt: number | null
  readonly lastError: SyncError | null
  readonly connection: ConnectionState
  /** Records the server holds but could not understand or reconcile: a manager looks at them. */
  readonly setAside: number
  /** Sessions of which the server holds another log than this device (rule CH3). */
  readonly forked: number
  readonly storageAlmostFull: boolean
}

export type SyncSummary =
  | { readonly kind: 'all-sent'; readonly at: number | null }
  | {
      readonly kind: 'saved-here'
      readonly waiting: number
      readonly since: number | null
      readonly old: boolean
    }
  | { readonly kind: 'sending'; readonly waiting: number }
  | { readonly kind: 'attention'; readonly count: number }
  | { readonly kind: 'sign-in'; readonly waiting: number }
  | { readonly kind: 'storage' }

/** A scan that waited this long is no longer a matter of moments: the chip says since when. */
export const OLD_AFTER_MS = 5 * 60_000

/** One line of truth, most urgent first (rule ST2). */
export function summarise(status: SyncStatus, now: number): SyncSummary {
  const { connection, waiting, setAside, forked, oldestWaitingAt } = status
  if (status.storageAlmostFull) return { kind: 'storage' }
  if (connection.kind === 'blocked') {
    if (connection.reason === 'signed-out') return { kind: 'sign-in', waiting }
    return { kind: 'attention', count: Math.max(1, waiting) }
  }
  if (waiting > 0) {
    if (connection.kind === 'sending') return { kind: 'sending', waiting }
    const old = oldestWaitingAt !== null && now - oldestWaitingAt >= OLD_AFTER_MS
    return { kind: 'saved-here', waiting, since: oldestWaitingAt, old }
  }
  if (setAside + forked > 0) return { kind: 'attention', count: setAside + forked }
  return { kind: 'all-sent', at: status.lastSuccessAt }
}
