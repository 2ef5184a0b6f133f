import type { FacilityId, LocationId, ProductId, Sentence, UnitCost } from '@cyclecount/domain'
import type { Refusal } from '../refusal.ts'
import type { MovementKind, StockState } from '../vocabulary.ts'

/** What people and systems ask the ledger to book. Ids are the ledger's own; quantities in milli-units, instants UTC ms. */

export interface StockPlace {
  readonly facilityId: FacilityId
  readonly productId: ProductId
  /** Null: at the facility, in no bin. */
  readonly binId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  /** `own`, or whose consigned goods it is. */
  readonly owner: string
}

export interface BookedBy {
  /** A code of `listReasons`. */
  readonly reason: string
  /** Pseudonymous id of the person, or the name of the system. */
  readonly actor: string
  readonly comment: string
  /** What it refers to: a receipt, an order, a count. */
  readonly sourceRef: string
  readonly occurredAt: number
  /** Names the request within the facility: the same again changes nothing and answers as the first time. Null where it cannot be repeated. */
  readonly idempotencyKey: string | null
}

export interface Movement extends StockPlace, BookedBy {
  readonly kind: MovementKind
  readonly stockState: StockState
  /** Signed, never 0: a sale is below 0. */
  readonly quantityMilli: number
  /** What it came in at; null for “at the average”. Of what goes out it is not asked. */
  readonly unitCost: UnitCost | null
}

export interface StockMove extends StockPlace, BookedBy {
  readonly stockState: StockState
  readonly to: { readonly binId: LocationId | null; readonly stockState: StockState }
  /** Above 0. */
  readonly quantityMilli: number
}

export interface ManualAdjustment extends StockPlace, BookedBy {
  readonly stockState: StockState
  /** Signed, never 0. */
  readonly deltaMilli: number
  readonly unitCost: UnitCost | null
}

/** Where the book held what a count was compared with. */
export interface ComparedPosition extends Omit<StockPlace, 'facilityId' | 'productId'> {
  readonly stockState: StockState
}

export interface CountAdjustment extends StockPlace, BookedBy {
  readonly stockState: StockState
  readonly unit: string
  /** Where the difference may lie, because nobody told these apart (see `distribute`). Without it: at the place itself. */
  readonly among?: readonly ComparedPosition[]
  /** Signed, never 0: counted minus expected. */
  readonly deltaMilli: number
  readonly countedMilli: number
  readonly expectedMilli: number
  readonly idempotencyKey: string
}

export interface CountObserved extends StockPlace, BookedBy {
  readonly stockState: StockState
  readonly unit: string
  readonly kind: 'physical-count' | 'cycle-count'
  readonly countedMilli: number
  readonly expectedMilli: number
  /** 1 for the first count, 2 for its first recount. */
  readonly round: number
  readonly idempotencyKey: string
}

export interface CostChange extends BookedBy {
  readonly facilityId: FacilityId
  readonly productId: ProductId
  readonly owner: string
  readonly unitCost: UnitCost
}

export type Outcome =
  | {
      readonly kind: 'booked'
      /** The event on the stock card, the last one where the request made several. */
      readonly seq: number
      /** How people name it, and every event of it: `CA-12` is event 12 of facility CA. */
      readonly documentId: string
      /** What lies of this line afterwards, in all states but in transit; null where several lines changed. */
      readonly onHandAfterMilli: number | null
      /** Something is promised or taken that is not there. */
      readonly overcommitted: boolean
      readonly message: Sentence
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
