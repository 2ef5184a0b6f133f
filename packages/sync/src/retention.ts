import type { SessionState } from '@cyclecount/domain'
import type { Agreement, KeptLog } from './agreement.ts'
import type { ServerMoment } from './ports.ts'

/** The server's backups reach back less far: a server restored from one is filled again by its devices. */
export const RETENTION_MS = 30 * 86_400_000

/** What decides whether a device still needs its log of a session. */
export interface Retained {
  readonly agreement: Agreement
  readonly kept: KeptLog
  /** Since when the server holds all of it and calls the session final; null where it does not. UTC ms on the server’s clock. */
  readonly finalAt: number | null
}

/** What the server’s clock said when it answered, UTC ms. */
export function serverTimeOf({ at, clockOffsetMs }: ServerMoment): number {
  return at + clockOffsetMs
}

/** When the retention begins: with the last acknowledgement that changed something in a final session (rule RT1). */
export function finalSince(
  before: Retained,
  after: Agreement,
  state: SessionState | null,
  at: number,
): number | null {
  if (state !== 'submitted' && state !== 'voided') return null
  return before.finalAt !== null && before.agreement.acked === after.acked ? before.finalAt : at
}

/** Whether the log may be forgotten: final, wholly acknowledged, agreed upon, and that for as long as backups reach (rule RT2). */
export function mayForget({ agreement, kept, finalAt }: Retained, now: number): boolean {
  const { acked, resendThrough, forked } = agreement
  const agreed = acked === kept.last && resendThrough === 0 && !forked
  return agreed && kept.last > kept.floor.seq && finalAt !== null && now - finalAt >= RETENTION_MS
}
