/** Who waits, and whose turn it is. */
export interface LineUp<T> {
  readonly add: (from: string, weight: number, item: T) => void
  /** What is served next, together; empty where nobody waits. */
  readonly next: () => readonly T[]
  /** The weight of everything that waits. */
  readonly weight: () => number
}

/** A push up to this many events is what somebody is scanning now; above, it is a backlog. */
const FOREGROUND = 50
/** Of the foreground up to this many go together, with one more of the backlog, which is never left out. */
const MOST_TOGETHER = 64
/** Backlogs go together up to this weight: what they keep others waiting. */
const MOST_WEIGHT = 1000

interface Waiting<T> {
  readonly weight: number
  readonly item: T
}

/**
 * What is small goes first, what is large never starves, and of both each device has one turn before any has a second. Who has waited
 * longest begins.
 */
export function createLineUp<T>(): LineUp<T> {
  // A map keeps the order in which devices came to wait; who was served and has more goes to its end.
  const foreground = new Map<string, Waiting<T>[]>()
  const backlog = new Map<string, Waiting<T>[]>()
  let total = 0

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
    next() {
      const served: T[] = []
      let weight = 0
      for (let one = take(foreground, Infinity); one; one = take(foreground, Infinity)) {
        served.push(one.item)
        weight += one.weight
        if (served.length === MOST_TOGETHER) break
      }
      for (let one = take(backlog, Infinity); one; one = take(backlog, MOST_WEIGHT - weight)) {
        served.push(one.item)
        weight += one.weight
      }
      return served
    },
    weight: () => total,
  }
}
