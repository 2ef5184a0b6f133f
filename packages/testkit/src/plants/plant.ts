import type { History } from '../history/history.ts'
import type { Parts } from '../parts.ts'

/** A fault that somebody might build in, as a broken variant of one piece; the simulation has to catch it. */
export interface Plant {
  readonly name: string
  /** It is caught within this many histories. */
  readonly within: number
  readonly parts: Partial<Parts>
  /** The histories of these in which it can show; the others need not be played. */
  readonly where?: (history: History) => boolean
}
