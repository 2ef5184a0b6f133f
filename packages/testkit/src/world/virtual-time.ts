interface Due {
  readonly at: number
  readonly order: number
  readonly work: () => void
}

/**
 * Time that passes only when nothing is left to do: whatever is due at one instant is started together, and time goes on when all
 * that followed from it has come to rest.
 */
export class VirtualTime {
  #now: number
  #order = 0
  #busy = 0
  readonly #heap: Due[] = []

  constructor(startAt: number) {
    this.#now = startAt
  }

  get now(): number {
    return this.#now
  }

  /** Does the work `ms` from now. */
  after(ms: number, work: () => void): void {
    this.#order += 1
    push(this.#heap, { at: this.#now + Math.max(0, ms), order: this.#order, work })
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve)
    })
  }

  /** Time stands still until the work has settled, whatever turns of the event loop it takes. */
  async standStill<T>(work: Promise<T>): Promise<T> {
    this.#busy += 1
    try {
      return await work
    } finally {
      this.#busy -= 1
    }
  }

  /** Lets time pass until nothing is due any more or `until` is reached. Work that throws stops it. */
  async run(until: number): Promise<void> {
    for (;;) {
      do await turn()
      while (this.#busy > 0)
      const first = this.#heap[0]
      if (!first || first.at > until) break
      this.#now = Math.max(this.#now, first.at)
      while (this.#heap[0] && this.#heap[0].at <= this.#now) pop(this.#heap)?.work()
    }
    this.#now = Math.max(this.#now, until)
  }
}

/** Every promise that waits for nothing but promises has settled. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}

function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (!parent || isBefore(parent, due)) break
    heap[at] = parent
    at = above
  }
  heap[at] = due
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!last || heap.length === 0) return first
  let at = 0
  for (;;) {
    const left = heap[2 * at + 1]
    if (!left) break
    const right = heap[2 * at + 2]
    const below = right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1
    const child = heap[below]
    if (!child || isBefore(last, child)) break
    heap[at] = child
    at = below
  }
  heap[at] = last
  return first
}
