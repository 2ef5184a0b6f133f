/** At once, and then at most once per `ms`; a call in between is made at the end of it. */
export function throttled(ms: number, run: () => void): () => void {
  let resting = false
  let again = false
  return function call() {
    if (resting) {
      again = true
      return
    }
    resting = true
    run()
    setTimeout(() => {
      resting = false
      if (!again) return
      again = false
      call()
    }, ms)
  }
}

/** Behind a call that is late already: what called has been seen to by then, and nothing is as far away as the next call. */
const BEHIND_MS = 20

/**
 * In the first pause of `ms` in the calls; where there was none for `atLatestMs`, right behind the next call. Never at a moment of its
 * own: between two scans there is time, but nobody knows when the next one comes.
 */
export function inPause(ms: number, atLatestMs: number, run: () => void): () => void {
  let pause: ReturnType<typeof setTimeout> | undefined
  let since: number | null = null
  let isLate = false
  function runNow(): void {
    since = null
    isLate = false
    run()
  }
  return () => {
    if (isLate) return
    since ??= performance.now()
    isLate = performance.now() - since >= atLatestMs
    clearTimeout(pause)
    pause = setTimeout(runNow, isLate ? BEHIND_MS : ms)
  }
}
