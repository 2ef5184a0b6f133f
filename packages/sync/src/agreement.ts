import { NO_CHAIN, type Chain } from '@cyclecount/domain'

/** A place in this device's own log of a session, and the chain of the log up to and with it. */
export interface LogPlace {
  readonly seq: number
  readonly chain: Chain
}

/** How far device and server agree about what this device captured in a session. */
export interface Agreement {
  /** The server's contiguous figure. */
  readonly acked: number
  /** The chain of this device's own log up to there. */
  readonly ackedChain: Chain
  /** The chains differed, and everything is sent once more up to and with this sequence; 0 where nothing is. */
  readonly resendThrough: number
  /** They differed still after that. */
  readonly forked: boolean
}

/** What a device keeps of its own log: its newest sequence, and the place up to which nothing is kept any more (0 at first). */
export interface KeptLog {
  readonly last: number
  readonly floor: LogPlace
}

/** A server's figure beside this device's own log. */
export interface ComparedAck {
  /** The server's own figure, also where it is lower than ours. */
  readonly ackedThrough: number
  /** The chain of what the server holds up to there. */
  readonly chain: Chain
  /** Where the batch ended that was answered. */
  readonly sent: LogPlace
  /** The same place as the server's, or the newest one, in the own log; null where the log before it is no longer kept. */
  readonly own: LogPlace | null
}

/** Nothing is acknowledged but what this device no longer keeps: another server, or all of it once more. */
export function takenBack({ floor }: KeptLog): Agreement {
  return { acked: floor.seq, ackedChain: floor.chain, resendThrough: 0, forked: false }
}

/**
 * What an acknowledgement changes. Pure. Where the chains differ everything is sent once more; where they differ still, the
 * session is forked, and sending goes on. Rules AK2, AK3, CH1 to CH4.
 */
export function settle(held: Agreement, kept: KeptLog, ack: ComparedAck): Agreement {
  const { ackedThrough, chain, sent, own } = ack
  if (own === null) return { ...held, acked: ackedThrough, ackedChain: chain }
  const reached = { acked: own.seq, ackedChain: own.chain, resendThrough: 0, forked: false }
  // A server that holds more of this device than the device itself does not share its log either.
  if (ackedThrough === own.seq && chain === own.chain) return reached
  if (held.forked) return { ...reached, forked: true }
  if (held.resendThrough === 0) return { ...takenBack(kept), resendThrough: own.seq }
  if (sent.seq >= held.resendThrough) return { ...reached, forked: true }
  return { ...held, acked: sent.seq, ackedChain: sent.chain }
}

/** The place that sending goes on from: never below what is kept. */
export function sendFrom({ acked, ackedChain }: Agreement, { floor }: KeptLog): LogPlace {
  return acked < floor.seq ? floor : { seq: acked, chain: ackedChain }
}

/** Before the first record. */
export const LOG_BEGINS: LogPlace = { seq: 0, chain: NO_CHAIN }
