/** Work that brings something from the server: one run at a time, with its outcome for screens to show. */
export interface Refresher {
  readonly snapshot: () => RefreshState
  readonly subscribe: (onChange: () => void) => () => void
  /** Runs it, or joins the run there is. Never rejects. */
  readonly run: () => Promise<void>
  /** Runs it unless it ran well a moment ago. */
  readonly runUnlessFresh: () => void
}

export interface RefreshState {
  readonly running: boolean
  readonly error: unknown
  readonly doneAt: number | null
}

const FRESH_MS = 10_000

export function createRefresher(work: () => Promise<void>): Refresher {
  const listeners = new Set<() => void>()
  let state: RefreshState = { running: false, error: null, doneAt: null }
  let running: Promise<void> | null = null

  function show(next: RefreshState): void {
    state = next
    for (const listener of listeners) listener()
  }

  async function once(): Promise<void> {
    show({ ...state, running: true })
    try {
      await work()
      show({ running: false, error: null, doneAt: Date.now() })
    } catch (error) {
      show({ ...state, running: false, error })
    }
  }

  function run(): Promise<void> {
    running ??= once().finally(() => {
      running = null
    })
    return running
  }

  return {
    snapshot: () => state,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    run,
    runUnlessFresh() {
      const isFresh = state.error === null && state.doneAt !== null && Date.now() - state.doneAt < FRESH_MS
      if (!isFresh) void run()
    },
  }
}
