import type {
  AreaId,
  AssignmentId,
  DeviceId,
  FacilityId,
  LocationId,
  PersonId,
  ProductId,
  RunId,
  ScanId,
  SessionId,
} from './ids.ts'

/** What is counted apart from its place: the same product in another lot, state, owner or unit is another line. */
export interface StockKey {
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
}

export const plainStock: StockKey = {
  lot: null,
  serial: null,
  stockState: 'on-hand',
  owner: 'own',
  unit: 'each',
}

/** Up to which sequence number of each device an event replaces what was counted before it. */
export type SeenByDevice = Readonly<Record<DeviceId, number>>

interface EventHeader {
  readonly scanId: ScanId
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  /** 1, 2, 3 … without gaps, per session and device. */
  readonly deviceSeq: number
  readonly userId: PersonId
  /** The device's clock at capture, UTC ms. Describes; orders nothing. */
  readonly capturedAt: number
  /** Server time minus device time when they last met, ms; null where they never met. */
  readonly clockOffsetMs: number | null
  readonly appVersion: string
}

interface CountedBody extends StockKey {
  /** As the scanner sent it, untouched; null for a product picked by hand. */
  readonly code: string | null
  /** The normal form by which a product is looked up. */
  readonly codeKey: string | null
  /** Null while the code is unknown, or means several products and nobody chose yet. */
  readonly productId: ProductId | null
  /** Units in the pack that was scanned: 1, or 12 for a case of 12. */
  readonly packUnits: number
  readonly locationId: LocationId | null
  /** In base units: a scanned case of 12 is 12000. With an unknown code, per pack: 1000. */
  readonly quantityMilli: number
  readonly expiry: string | null
}

/** +quantity, from a scanner. */
export interface ScanMade extends EventHeader, CountedBody {
  readonly kind: 'scan'
}
/** +quantity (or −, as a correction), counted by hand. */
export interface HandCounted extends EventHeader, CountedBody {
  readonly kind: 'hand'
}
/** “There are exactly this many”, replacing what the counter had seen. */
export interface QuantitySet extends EventHeader, CountedBody {
  readonly kind: 'set'
  readonly replaces: SeenByDevice
}
/** Takes back one event; the event stays in the log. */
export interface EventVoided extends EventHeader {
  readonly kind: 'void'
  readonly target: ScanId
}
/** What a code means in this session: an unknown code matched, or one of several products chosen. */
export interface CodeMatched extends EventHeader {
  readonly kind: 'match'
  readonly codeKey: string
  readonly productId: ProductId
  readonly packUnits: number
  /** The unit the product is kept in: who scanned a code that nobody knew could not say it. */
  readonly unit: string
}
/** The location (or, with null, the whole area) was looked at and holds nothing. */
export interface EmptyConfirmed extends EventHeader {
  readonly kind: 'confirm-empty'
  readonly locationId: LocationId | null
}
/** `target`: what it is about. A photo of it is named here, and comes by a way of its own, later or never. */
export interface NoteTaken extends EventHeader {
  readonly kind: 'note'
  readonly text: string
  readonly target: ScanId | null
  readonly photo?: PhotoRef | undefined
}

/** Says of a photo all that can be said without it. */
export interface PhotoRef {
  /** Of its content, in lower-case hexadecimal digits: its name. */
  readonly sha256: string
  readonly bytes: number
  readonly mediaType: 'image/jpeg'
}

export interface SessionStarted extends EventHeader {
  readonly kind: 'start'
  readonly assignmentId: AssignmentId
  readonly runId: RunId
  readonly facilityId: FacilityId
  readonly areaId: AreaId
}
export interface SessionPaused extends EventHeader {
  readonly kind: 'pause'
}
export interface SessionResumed extends EventHeader {
  readonly kind: 'resume'
}
/** Carries the last sequence of every device the counter's device knows of; its own includes this event. */
export interface SessionSubmitted extends EventHeader {
  readonly kind: 'submit'
  readonly lastSeqs: SeenByDevice
}

/** A captured event. Immutable; corrections are further events. The log of a session holds nothing else. */
export type ScanEvent =
  | ScanMade
  | HandCounted
  | QuantitySet
  | EventVoided
  | CodeMatched
  | EmptyConfirmed
  | NoteTaken
  | SessionStarted
  | SessionPaused
  | SessionResumed
  | SessionSubmitted

export type CountingEvent = ScanMade | HandCounted | QuantitySet
export type SessionEvent = SessionStarted | SessionPaused | SessionResumed | SessionSubmitted
export type EventKind = ScanEvent['kind']

export function isCountingEvent(event: ScanEvent): event is CountingEvent {
  return event.kind === 'scan' || event.kind === 'hand' || event.kind === 'set'
}

export function isSessionEvent(event: ScanEvent): event is SessionEvent {
  return (
    event.kind === 'start' || event.kind === 'pause' || event.kind === 'resume' || event.kind === 'submit'
  )
}

/** When it was captured, in server time as well as the device knew it (UTC ms). */
export function correctedTime(event: ScanEvent): number {
  return event.capturedAt + (event.clockOffsetMs ?? 0)
}
