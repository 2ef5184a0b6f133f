import type { UnitCost } from '@cyclecount/domain'

/**
 * The one interface through which the count engine reaches a backend. Ids here are the backend's own (`external…`);
 * the engine keeps the map. Quantities in milli-units, money in millionths, instants UTC ms.
 *
 * Reads may throw `BackendUnavailable`; everything an answer can mean is data. A page's `next` is null at the end.
 */
export interface BackendAdapter {
  readonly capabilities: BackendCapabilities
  /** Whether the connection works: scopes, currency, limits, in words. Never throws. */
  readonly preflight: () => Promise<Preflight>
  readonly facilities: (cursor: string | null) => Promise<Page<BackendFacility>>
  readonly locations: (facility: string, cursor: string | null) => Promise<Page<BackendLocation>>
  readonly products: (cursor: string | null) => Promise<Page<BackendProduct>>
  /**
   * What lies at a facility, all pages of one consistent read: every page of a read carries the same `readAt` and `mark`.
   * Positions of zero that once held stock may be left out.
   */
  readonly onHand: (facility: string, cursor: string | null) => Promise<OnHandPage>
  /**
   * Movements that the read marked `mark` contains and that occurred after `since`. Only where `capabilities.movements`.
   */
  readonly movements: (request: MovementsRequest) => Promise<Page<BackendMovement>>
  /**
   * Offers one adjustment. The same `idempotencyKey` again changes nothing and answers as the first time. `unknown` where the
   * call may or may not have taken effect: `lookUp` comes before any repetition. `asked` where the backend answers later, by an event:
   * `lookUp` tells its answer once it has come.
   */
  readonly push: (adjustment: Adjustment) => Promise<PushOutcome>
  /** What became of the adjustment with this key. */
  readonly lookUp: (facility: string, idempotencyKey: string) => Promise<LookUpOutcome>
  /** Records that a line was counted, also where nothing differs. Only where `capabilities.countObservations`. Idempotent by key. */
  readonly observe: (observation: CountObservation) => Promise<PushOutcome>
  /** The reasons it books by. Not there where it takes any text. */
  readonly reasons?: () => Promise<readonly BackendReason[]>
  /**
   * Offers several in this order, where the backend takes them together for less than one by one. Answers each as `push` or `observe`
   * would have; fewer answers than offers mean that the rest was not offered. Where it throws, none or all of them may have taken effect.
   */
  readonly offerAll?: (offers: readonly Offer[]) => Promise<readonly PushOutcome[]>
}

/** What is told to a backend. */
export type Offer =
  | { readonly kind: 'adjustment'; readonly adjustment: Adjustment }
  | { readonly kind: 'count-observation'; readonly observation: CountObservation }

export interface BackendReason {
  readonly code: string
  readonly label: string
}

export interface BackendCapabilities {
  readonly kind: string
  /** Movements can be read, so expected can be taken as of when each item was counted. */
  readonly movements: boolean
  readonly bins: boolean
  readonly lots: boolean
  readonly countObservations: boolean
  /** `delta`: adds the difference. `guarded-delta`: the same, refused where the book is not what the basis says. */
  readonly writeMode: 'delta' | 'guarded-delta'
}

export type Preflight =
  | { readonly ok: true; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] }

export interface Page<T> {
  readonly rows: readonly T[]
  readonly next: string | null
}

export interface BackendFacility {
  readonly externalId: string
  readonly code: string
  readonly name: string
  readonly kind: 'store' | 'warehouse'
  readonly timeZone: string
  readonly currency: string
}

export interface BackendLocation {
  readonly externalId: string
  readonly code: string
  readonly name: string
  readonly zoneCode: string
  readonly zoneName: string
}

export interface BackendProduct {
  readonly externalId: string
  readonly sku: string
  readonly title: string
  readonly category: string
  /** A, B, C …: how much care the product is worth. Left out where the backend does not class it. */
  readonly abcClass?: string
  /** What variants of one product, its sizes and colours, have in common. Left out where the backend does not say. */
  readonly style?: string
  /** Who it is bought from. */
  readonly supplier?: string
  /** Words by which it is found among others: fragile, promotion. */
  readonly tags?: readonly string[]
  readonly unit: string
  readonly decimals: boolean
  readonly tracking: 'none' | 'lot' | 'serial'
  readonly active: boolean
  /** Codes as the backend holds them; `packUnits` is 1, or the units in the case that carries the code. */
  readonly barcodes: readonly { readonly code: string; readonly packUnits: number }[]
}

/** Where and in which state a quantity lies. */
export interface BackendPosition {
  readonly product: string
  readonly location: string | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
}

export interface OnHandLine extends BackendPosition {
  readonly onHandMilli: number
  readonly availableMilli: number
  readonly reservedMilli: number
  /** Null where the backend does not say: unknown cost is not 0. */
  readonly unitCost: UnitCost | null
  readonly price: UnitCost | null
}

export interface OnHandPage extends Page<OnHandLine> {
  readonly readAt: number
  /** The backend's own mark of this read, for `movements`; null where it has none. */
  readonly mark: string | null
}

export interface MovementsRequest {
  readonly facility: string
  readonly mark: string
  /** Only movements that the read marked so does not contain; left out: all that `mark` does. */
  readonly beyond?: string
  /** Only movements that occurred after this instant. */
  readonly since: number
  readonly cursor: string | null
}

export interface BackendMovement extends BackendPosition {
  readonly externalRef: string
  readonly quantityMilli: number
  /** In the backend's words, but for what customers took (`sale`) and brought back (`return`): a year's use is added up from these. */
  readonly kind: string
  /** When it happened; `recordedAt` is when it was booked, which may be later. */
  readonly occurredAt: number
  readonly recordedAt: number
}

/** Where the book held what a count was compared with. */
export type ComparedPosition = Omit<BackendPosition, 'product' | 'unit'>

export interface Adjustment extends BackendPosition {
  readonly idempotencyKey: string
  readonly facility: string
  /**
   * All positions the count was compared with, where it did not tell them apart: somebody scanned a code that names no lot. The
   * difference lies somewhere among them; the backend distributes it by a rule of its own, as one document. Without it, the
   * difference lies at the position itself.
   */
  readonly among?: readonly ComparedPosition[]
  /** Signed, never 0. */
  readonly deltaMilli: number
  readonly reason: string
  readonly note: string
  /** Pseudonymous id of the approver. */
  readonly actor: string
  /** What it refers to on our side: run, variance, proposal. */
  readonly sourceRef: string
  /** When the items were counted. */
  readonly countedAt: number
  readonly basis: { readonly expectedMilli: number; readonly countedMilli: number; readonly readAt: number }
}

export interface CountObservation extends BackendPosition {
  readonly idempotencyKey: string
  readonly facility: string
  readonly countedMilli: number
  readonly expectedMilli: number
  /** 1 for the first count, 2 for its first recount. */
  readonly round: number
  readonly countKind: 'physical' | 'cycle'
  readonly countedAt: number
  readonly actor: string
  readonly sourceRef: string
}

export type PushOutcome =
  | {
      readonly kind: 'accepted'
      readonly documentId: string
      readonly onHandAfterMilli: number | null
      readonly message: string
    }
  /** The backend will not take it, ever: a person must look. */
  | { readonly kind: 'rejected'; readonly message: string }
  /** It was certainly not taken; it may be tried again, not before `retryAfterMs` (0: by our own backoff). */
  | { readonly kind: 'not-now'; readonly message: string; readonly retryAfterMs: number }
  | { readonly kind: 'unknown'; readonly message: string }
  /** The backend was told and answers by an event. Where none has come by `answerBy`, a person must look. */
  | { readonly kind: 'asked'; readonly message: string; readonly answerBy: number }

export type LookUpOutcome =
  | Extract<PushOutcome, { readonly kind: 'accepted' | 'rejected' | 'asked' }>
  | { readonly kind: 'not-taken' }
  | { readonly kind: 'unknown'; readonly message: string }

/** A read could not be answered now. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable'
  readonly retryAfterMs: number
  constructor(message: string, retryAfterMs = 0) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
}
