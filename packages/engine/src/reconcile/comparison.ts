import type {
  BookAround,
  LocationId,
  PersonId,
  ProductId,
  RecountState,
  VarianceFigures,
} from '@cyclecount/domain'
import type { CountedItem, CountFacts } from './count-facts.ts'
import type { OnHandPosition, Position, PositionChange, PositionMovement } from './position.ts'

/** What goes into comparing a count with the book, and what comes out of it. */
export interface Comparison {
  readonly facts: Pick<
    CountFacts,
    | 'isComplete'
    | 'items'
    | 'emptied'
    | 'areasOfLocation'
    | 'doneAt'
    | 'countersOfArea'
    | 'isEveryAreaDone'
    | 'products'
  >
  readonly book: BookFacts
  /** What earlier versions of a line proposed already, by line key. */
  readonly proposed: ReadonlyMap<string, readonly EarlierProposal[]>
}

export interface BookFacts {
  readonly readAt: number
  readonly onHand: readonly OnHandPosition[]
  readonly movements: readonly PositionMovement[]
  /** The backend can say what moved. */
  readonly knowsMovements: boolean
  /** Where it cannot: when it was read, this read last, and what changed between the reads. */
  readonly reads: readonly number[]
  readonly changes: readonly PositionChange[]
  readonly knowsBins: boolean
}

/** An adjustment that this run's count of the line led to before; rejected ones are not among them. */
export interface EarlierProposal {
  readonly deltaMilli: number
  readonly documentId: string | null
  readonly settledAt: number | null
  readonly asOfAt: number
}

export type CountedState = 'counted' | 'confirmed-empty' | 'not-found' | 'unknown-code'

export interface LineFound extends VarianceFigures {
  readonly lineKey: string
  readonly productId: ProductId | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
  readonly countedState: CountedState
  readonly countedAt: number | null
  /** Expected is as of this instant: when it was counted, or when its place was done with. */
  readonly asOfAt: number
  readonly unitCostMicros: bigint | null
  readonly conflict: boolean
  readonly readMilli: number
  readonly movedSinceMilli: number
  readonly movements: number
  readonly asOfCount: boolean
  readonly around: BookAround | null
  /** Proposed by an earlier version of this line and not in the read yet, so part of what is expected. */
  readonly proposedMilli: number
  readonly counters: readonly PersonId[]
  readonly items: readonly Pick<CountedItem, 'sessionId' | 'seq' | 'quantityMilli'>[]
  /** Keys of the book's positions that were added up. */
  readonly positions: readonly string[]
  readonly target: Target
  /** Null where it was counted once. */
  readonly recount: LineRecount | null
}

/** The counts of a line in the order in which they were made, and what they come to. */
export interface LineRecount {
  readonly state: RecountState
  /** Whose figures the line has, from 0. */
  readonly stands: number
  readonly counts: readonly {
    readonly round: number
    readonly at: number
    readonly by: readonly PersonId[]
    readonly expectedMilli: number
    readonly countedMilli: number
  }[]
}

/**
 * The place that an adjustment of the line names. `isAssumed` where the count was compared with several positions of the book: the
 * adjustment then carries them all, and the backend shares it out among them.
 */
export interface Target extends Omit<Position, 'productId'> {
  readonly isAssumed: boolean
}

export const PLAIN_STATE = 'on-hand'
export const OWN = 'own'

/** A line while it is put together. */
export interface Line {
  readonly lineKey: string
  readonly productId: ProductId | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
  readonly items: CountedItem[]
  readonly onHand: OnHandPosition[]
  readonly movements: PositionMovement[]
  readonly changes: PositionChange[]
}
