import type { BookAround, PersonId, SessionId, VarianceId } from '@cyclecount/domain'
import type { LineRecount, Target } from './comparison.ts'

/** How a variance came about, kept with it as JSON so that it explains itself for ever. */
export interface Basis {
  /** When the line was counted; of what nobody found, when its place was done with. Expected is as of then. */
  readonly asOfAt: number
  readonly readAt: number
  /** What the book held when it was read, over the positions that were added up. */
  readonly readMilli: number
  readonly movedSinceMilli: number
  readonly movements: number
  /** Expected is as of the count, for the backend said what moved or its reads around the count agree. */
  readonly asOfCount: boolean
  /** What the reads next to the count said; null where the backend says what moved, or was not read before the count. */
  readonly around: BookAround | null
  /** Owed by earlier versions of this line and not in the read. */
  readonly proposedMilli: number
  readonly counters: readonly PersonId[]
  readonly items: readonly {
    readonly sessionId: SessionId
    readonly seq: number
    readonly quantityMilli: number
  }[]
  readonly positions: readonly string[]
  readonly target: Target
  /** Its counts, where it was counted again. */
  readonly recount: LineRecount | null
  /** Two people said “exactly” without knowing of each other. */
  readonly conflict: boolean
  /** The first version of the line with this count: names its observation. */
  readonly countedIn: VarianceId
  /** The version before was decided, and then its count changed. */
  readonly reopened: { readonly before: VarianceId; readonly countedMilli: number } | null
}

/** Written by `basisText` only. */
export function parseBasis(text: string): Basis {
  return JSON.parse(text) as Basis
}

export function basisText(basis: Basis): string {
  return JSON.stringify(basis)
}

/** The reads around the count differ: what was expected is known only from – to. */
export function isRange({ around }: Pick<Basis, 'around'>): boolean {
  return around !== null && around.beforeMilli !== around.afterMilli
}
