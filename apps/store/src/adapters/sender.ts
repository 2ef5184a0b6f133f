import { drain, type DrainCall, type DrainDeps, type DrainOutcome } from '@cyclecount/sync'
import { inPause } from '../app/throttled.ts'

export interface Sender {
  /** Something was captured: send soon, but never before the next scan. */
  readonly captured: () => void
  /** Try now, whatever wait was running. */
  readonly now: (cause: DrainCall['cause']) => Promise<DrainOutcome | null>
  readonly start: () => () => void
}

export interface SenderDeps {
  readonly drain: DrainDeps
  readonly askBackgroundSync: () => void
  /** No scan waits: what comes behind the scans may go. */
  readonly drained: (cause: DrainCall['cause']) => void
}

/** Long enough that a burst of scans goes as one batch. */
const AFTER_CAPTURE_MS = 400
/** Who scans without a pause is sent for all the same. */
const AT_LATEST_MS = 5_000
/** While the page is in view it looks by itself: not every browser tells when the network is back. */
const LOOK_EVERY_MS = 30_000

/** When the page sends. Whether it may, and what, is sync's; so is every rule about failure. */
export function createSender({ drain: deps, askBackgroundSync, drained }: SenderDeps): Sender {
  let later: ReturnType<typeof setTimeout> | undefined
  let isStopped = false
  /** What is asked when the app is opened was answered. */
  let hasAsked = false

  async function send(cause: DrainCall['cause']): Promise<DrainOutcome | null> {
    // A device whose storage fails says so when it captures; sending just waits.
    const outcome = await drain(deps, { lock: 'if-free', cause }).catch(() => null)
    if (outcome?.kind === 'drained') {
      // Opened without a network, or where others had to send first: now it can be asked.
      if (cause !== 'opened' && !hasAsked) return send('opened')
      hasAsked = true
      drained(cause)
    }
    clearTimeout(later)
    const wait = outcome?.kind === 'waiting' ? outcome.until - Date.now() : LOOK_EVERY_MS
    later = setTimeout(lookAgain, Math.max(1_000, wait) + Math.random() * 1_000)
    return outcome
  }

  function lookAgain(): void {
    if (document.visibilityState === 'visible') void send('due')
  }

  function poke(): void {
    if (document.visibilityState === 'visible') void send('poke')
  }

  const sendSoon = inPause(AFTER_CAPTURE_MS, AT_LATEST_MS, () => {
    if (!isStopped) void send('due')
  })

  return {
    captured() {
      askBackgroundSync()
      sendSoon()
    },
    now: send,
    start() {
      isStopped = false
      const listening = new AbortController()
      const { signal } = listening
      addEventListener('online', poke, { signal })
      document.addEventListener('visibilitychange', poke, { signal })
      void send('opened')
      return () => {
        listening.abort()
        isStopped = true
        clearTimeout(later)
      }
    },
  }
}
