import type { PushBody } from '@cyclecount/contract'
import type {
  Chain,
  CountItem,
  DeviceId,
  Meaning,
  PersonId,
  ScanEvent,
  SeenByDevice,
  SessionId,
  SessionState,
} from '@cyclecount/domain'
import type { ComparedAck, LogPlace } from './agreement.ts'
import type { CaptureRequest, CaptureStamp, LookUp, SessionPlace } from './capture.ts'
import type { BlockReason, ConnectionState } from './connection.ts'
import type { LineChange } from './session-view.ts'

/** Who this device is to the server. `token` is null before the device is enrolled. */
export interface DeviceIdentity {
  readonly deviceId: DeviceId
  readonly token: string | null
  readonly incarnation: string | null
}

/** The outbox of a session: what this device captured (`last`), and how much of it the server holds (`acked`). */
export interface OutboxSession extends SessionReach {
  /** Where sending goes on: `acked`, unless the device no longer keeps what comes after it. */
  readonly from: LogPlace
  /** Everything is sent once more up to here, because the chains differed; 0 where nothing is. */
  readonly resendThrough: number
  /** Records that the server set aside, and that nobody had decided when it last said so. */
  readonly undecided: number
}

interface SessionReach {
  readonly sessionId: SessionId
  readonly acked: number
  readonly last: number
}

export interface SessionCounters extends SessionReach {
  /** Codes and quantities captured on this device. */
  readonly scans: number
}

/** One durable capture: what the screen needs, so that it reads nothing again. */
export interface Captured {
  readonly event: ScanEvent
  readonly lookUp: LookUp | null
  readonly changes: readonly LineChange[]
  readonly counters: SessionCounters
}

/** Why this device could not keep a scan. Loud: nothing was counted. */
export interface StoreProblem {
  readonly kind: 'quota' | 'closed' | 'blocked' | 'outdated' | 'no-session' | 'history' | 'broken'
  readonly message: string
  readonly retryable: boolean
}

export type CaptureOutcome =
  | { readonly kind: 'saved'; readonly captured: Captured }
  | { readonly kind: 'failed'; readonly problem: StoreProblem }

/** What the server said of one session, held against what was sent and against this device's own log. */
export interface SessionAck extends ComparedAck {
  readonly sessionId: SessionId
  readonly state: SessionState | null
  readonly undecided: number
}

export interface ServerMoment {
  readonly incarnation: string
  /** Server time minus device time, ms. */
  readonly clockOffsetMs: number
  readonly at: number
}

export interface SyncError {
  readonly kind: 'no-answer' | 'server' | 'not-ours' | 'no-progress' | BlockReason
  readonly message: string
  readonly at: number
}

/** The device's durable memory, as far as sending needs it. */
export interface OutboxStore {
  readonly identity: () => Promise<DeviceIdentity>
  /** Sessions with something the server does not hold, longest waiting first. */
  readonly waiting: () => Promise<readonly OutboxSession[]>
  /** Sessions that the server acknowledged in whole, and of which this device still keeps the log. */
  readonly settled: () => Promise<readonly OutboxSession[]>
  /** Sessions of which the server holds another log than this device, also after it was sent again (rule CH3). */
  readonly forked: () => Promise<readonly SessionId[]>
  /** This device's events from `fromSeq` on, as they were stored, in sequence, without gaps; none where that one is not kept. */
  readonly read: (sessionId: SessionId, fromSeq: number, limit: number) => Promise<readonly unknown[]>
  /**
   * Remembers the server's answer, all of it or nothing. Another incarnation than the one remembered first takes back every
   * acknowledgement of this device, for that server may hold nothing (rule AK4).
   */
  readonly acknowledge: (acks: readonly SessionAck[], server: ServerMoment) => Promise<void>
  /**
   * Forgets the logs of sessions that are long final and wholly acknowledged, and of them only (rules RT1 and RT2). `now`: UTC ms on the
   * server’s clock, for a device’s may be wrong by years.
   */
  readonly prune: (now: number) => Promise<void>
  readonly connection: () => Promise<ConnectionState>
  readonly noteConnection: (state: ConnectionState, error: SyncError | null) => Promise<void>
}

/** A session as the server holds it, after what was pulled before. */
export interface PulledSession extends SessionHeader {
  readonly state: SessionState
  /** The cursor of the pull before; 0 where this is all of it, and what was pulled before is forgotten (rule CH5). */
  readonly after: number
  readonly cursor: number
  /** The session's chain up to and with the cursor. */
  readonly chain: Chain
  readonly events: readonly ScanEvent[]
}

/** What a session comes to on the server: the fold of its log up to a place in it. */
export interface SessionSnapshot extends SessionHeader {
  readonly state: SessionState
  readonly startedAt: number
  readonly cursor: number
  /** The session's chain up to and with the cursor. */
  readonly chain: Chain
  /** The highest sequence of every device in it. */
  readonly seen: SeenByDevice
  readonly items: readonly CountItem[]
  readonly meanings: ReadonlyMap<string, Meaning>
  /** What is confirmed empty, and the latest events. */
  readonly events: readonly ScanEvent[]
}

/** What of a session's log is still on the server: what comes after `from`, up to and with `through`. */
export interface LackingHistory {
  readonly from: LogPlace
  readonly through: number
}

export interface SessionHeader extends SessionPlace {
  readonly sessionId: SessionId
  readonly userId: PersonId
}

/** The device's durable memory. Every promise resolves only when what it says is on the disk. */
export interface LocalStore extends OutboxStore {
  /** Keeps one event and what follows from it, in one transaction: sequence, look-up, log, line, counters. */
  readonly capture: (
    sessionId: SessionId,
    request: CaptureRequest,
    stamp: CaptureStamp,
  ) => Promise<CaptureOutcome>
  /** Takes over what the server holds of a session. Nothing captured here is overwritten. */
  readonly adopt: (pulled: PulledSession) => Promise<void>
  /**
   * Begins with a session as the server says it stands: counting goes on at once, its history is kept afterwards. False, and nothing
   * is done, where this device holds something of the session already: then it is adopted. Rules RS5 to RS7.
   */
  readonly adoptSnapshot: (snapshot: SessionSnapshot) => Promise<boolean>
  /** Null where all of the session's log is here. */
  readonly lacking: (sessionId: SessionId) => Promise<LackingHistory | null>
  /** Keeps a part of the history, from where the last one ended up to and with `place`; a part that comes twice changes nothing. */
  readonly keepHistory: (
    sessionId: SessionId,
    from: LogPlace,
    events: readonly ScanEvent[],
    place: LogPlace,
  ) => Promise<void>
  /** How far a session was pulled: what the next pull says it holds. */
  readonly pulledTo: (sessionId: SessionId) => Promise<LogPlace>
  /** All events of a session this device holds, its own and others', in no order. */
  readonly log: (sessionId: SessionId) => Promise<readonly ScanEvent[]>
  readonly items: (sessionId: SessionId) => Promise<readonly CountItem[]>
}

/** What came back over the wire. No answer at all is a rejected promise. */
export interface PushAnswer {
  readonly status: number
  readonly retryAfterMs: number | null
  /** The JSON body, or null where it was none. */
  readonly body: unknown
}

export interface Transport {
  readonly push: (body: PushBody, token: string) => Promise<PushAnswer>
}

export interface Clock {
  /** UTC ms. */
  readonly now: () => number
}

/** One holder at a time over all pages and workers of this device. */
export interface Lock {
  /** `if-free`: null at once where somebody else holds it. */
  readonly hold: <T>(name: string, mode: 'wait' | 'if-free', work: () => Promise<T>) => Promise<T | null>
}

/** The lock that page and worker send under. */
export const OUTBOX_LOCK = 'cyclecount-outbox'
