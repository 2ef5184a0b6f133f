/** Who waits, and whose turn it is. */
export interface LineUp<T> {
  readonly add: (from: string, weight: number, item: T) => void
  /** Who is served together next, `only` of what is scanned now where that is said. */
  readonly group: (only?: 'foreground') => Group<T>
  /** The weight of everything that waits. */
  readonly weight: () => number
}

/** Taken one by one, so that who comes while the group is served may still belong to it. */
export interface Group<T> {
  /** Null where nobody waits, or where this group has enough. */
  readonly next: () => T | null
}

/** A push up to this many events is what somebody is scanning now; above, it is a backlog. */
const FOREGROUND = 50
/** Of the foreground so many go together. */
const MOST_TOGETHER = 64
/** Backlogs go together up to this weight. */
const MOST_WEIGHT = 2000

export function isForeground(weight: number): boolean {
  return weight <= FOREGROUND
}

interface Waiting<T> {
  readonly weight: number
  readonly item: T
}

/**
 * What is small goes first, but after every group that began with it one begins with what is large; and of both each device has one turn
 * before any has a second. Who has waited longest begins. What is small joins a group that is under way, which then ends, so that it waits
 * for one backlog and not for a group of them.
 */
export function createLineUp<T>(): LineUp<T> {
  // A map keeps the order in which devices came to wait; who was served and has more goes to its end.
  const foreground = new Map<string, Waiting<T>[]>()
  const backlog = new Map<string, Waiting<T>[]>()
  let total = 0
  let foregroundBegan = false

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

  function group(only?: 'foreground'): Group<T> {
    let small = 0
    let large = 0
    const begins = (): boolean => small + large === 0
    return {
      next() {
        const isTurnOfBacklog = begins() && foregroundBegan && backlog.size > 0 && only === undefined
        if (foreground.size > 0 && small < MOST_TOGETHER && !isTurnOfBacklog) {
          if (begins()) foregroundBegan = true
          small += 1
          return take(foreground, Infinity)?.item ?? null
        }
        // Who scans now and was served waits for the end of the group.
        if (only !== undefined || small > 0) return null
        const next = take(backlog, begins() ? Infinity : MOST_WEIGHT - large)
        if (next === null) return null
        if (begins()) foregroundBegan = false
        large += next.weight
        return next.item
      },
    }
  }

  return {
    add(from, weight, item) {
      const line = isForeground(weight) ? foreground : backlog
      line.set(from, [...(line.get(from) ?? []), { weight, item }])
      total += weight
    },
    group,
    weight: () => total,
  }
}
