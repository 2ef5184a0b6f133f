/** How much of a line can be served before who joins it would give up waiting. */
export interface Pace {
  /** So much was served by one lane in so long, ms. */
  readonly served: (weight: number, ms: number) => void
  /** The weight that all lanes serve while somebody is still patient; `Infinity` before that can be told. */
  readonly bearable: () => number
}

/** A device waits 30 s for an answer and then sends the same again, which a server that is slow by itself can do without. */
const PATIENCE_MS = 10_000
/** What is smaller says nothing of how long backlogs take. */
const TELLING = 400
/** So much of what was known before counts beside what was served last. */
const MEMORY = 0.8

export function createPace(lanes: number): Pace {
  let weights = 0
  let times = 0
  return {
    served(weight, ms) {
      if (weight < TELLING || ms <= 0) return
      weights = weights * MEMORY + weight
      times = times * MEMORY + ms
    },
    bearable: () => (times === 0 ? Infinity : (weights / times) * lanes * PATIENCE_MS),
  }
}
