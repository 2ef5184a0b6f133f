/** Who waits, and whose turn it is. */
export interface LineUp<T> {
  readonly add: (from: string, weight: number, item: T) => void
  /** What is served next, together, at most so many; empty where nobody waits. */
  readonly next: (most?: number) => readonly T[]
  /** The weight of everything that waits. */
  readonly weight: () => number
}

/** A push up to this many events is what somebody is scanning now; above, it is a backlog. */
const FOREGROUND = 50
/** Of the foreground so many go together. */
const MOST_TOGETHER = 64
/** Backlogs go together up to this weight: what they keep others waiting. */
const MOST_WEIGHT = 1000

interface Waiting<T> {
  readonly weight: number
  readonly item: T
}

/**
 * What is small goes first and by itself, but for every turn of it what is large has one too; and of both each device has one turn before
 * any has a second. Who has waited longest begins.
 */
export function createLineUp<T>(): LineUp<T> {
  // A map keeps the order in which devices came to wait; who was served and has more goes to its end.
  const foreground = new Map<string, Waiting<T>[]>()
  const backlog = new Map<string, Waiting<T>[]>()
  let total = 0
  let foregroundServed = false

  function take(line: Map<string, Waiting<T>[]>, most: number): Waiting<T> | null {
    const [first] = line
    const [from, waiting] = first ?? []
    const [next, ...others] = waiting ?? []
    if (from === undefined || !next || next.weight > most) return null
    line.delete(from)
    if (others.length > 0) line.set(from, others)
    total -= next.weight
    return next
  }

  return {
    add(from, weight, item) {
      const line = weight <= FOREGROUND ? foreground : backlog
      line.set(from, [...(line.get(from) ?? []), { weight, item }])
      total += weight
    },
    next(most = MOST_TOGETHER) {
      const served: T[] = []
      const isForeground = foreground.size > 0 && !(foregroundServed && backlog.size > 0)
      foregroundServed = isForeground
      const line = isForeground ? foreground : backlog
      let weight = 0
      for (
        let one = take(line, Infinity);
        one;
        one = take(line, isForeground ? Infinity : MOST_WEIGHT - weight)
      ) {
        served.push(one.item)
        weight += one.weight
        if (served.length === most) break
      }
      return served
    },
    weight: () => total,
  }
}
