import type { FacilityId, PersonId, PhotoRef, SessionId } from '@cyclecount/domain'
import type { ConnectionState } from './connection.ts'
import type { PushAnswer, SyncError } from './ports.ts'

/** A photo as it was taken, before anything names it. */
export interface NewPhoto extends PhotoRef {
  readonly sessionId: SessionId
  readonly facilityId: FacilityId
  readonly userId: PersonId
  /** UTC ms on this device's clock. */
  readonly takenAt: number
  readonly content: Uint8Array<ArrayBuffer>
}

/** A photo that the server this device speaks with does not hold, without its content. */
export interface WaitingPhoto extends Omit<NewPhoto, 'content'> {
  /** Why the server does not take it, as a sentence; null where nothing is known against it. */
  readonly refused: string | null
}

/** The device's durable memory of photos. Every promise resolves only when what it says is on the disk. */
export interface PhotoStore {
  /** Keeps a photo; the same one of the same session is kept once. Rejects where there is no room for it. Rule PH1. */
  readonly keep: (photo: NewPhoto) => Promise<void>
  /** What the server with this incarnation does not hold, in the order in which it was taken. Rule PH4. */
  readonly waiting: (incarnation: string | null) => Promise<readonly WaitingPhoto[]>
  /** Null where it is not kept any more. */
  readonly content: (photo: WaitingPhoto) => Promise<Uint8Array<ArrayBuffer> | null>
  /** What the server with this incarnation said that it holds, of all that is kept here. Rule PH9. */
  readonly held: (incarnation: string) => Promise<readonly WaitingPhoto[]>
  /** It was lost there: it waits again. */
  readonly lost: (photo: WaitingPhoto) => Promise<void>
  readonly sent: (photo: WaitingPhoto, incarnation: string) => Promise<void>
  readonly refused: (photo: WaitingPhoto, why: string) => Promise<void>
  /** Drops what the server with this incarnation holds and of which this device has forgotten the session. Rule PH7. */
  readonly prune: (incarnation: string) => Promise<void>
  /** Whether photos may be sent now: a wait of theirs is none of the scans'. */
  readonly connection: () => Promise<ConnectionState>
  readonly noteConnection: (state: ConnectionState, error: SyncError | null) => Promise<void>
}

export interface PhotoTransport {
  /** No answer at all is a rejected promise. */
  readonly put: (photo: WaitingPhoto, content: Uint8Array<ArrayBuffer>, token: string) => Promise<PushAnswer>
  /** Which of these photos the server holds. */
  readonly held: (facilityId: FacilityId, names: readonly string[], token: string) => Promise<PushAnswer>
}

/** The lock that photos are sent under, by page or worker. Not the outbox’s: a push of scans never waits for it. */
export const PHOTOS_LOCK = 'cyclecount-photos'
