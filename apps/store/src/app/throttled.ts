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

/** In the first pause of `ms` in the calls, and after `atLatestMs` of calls without one. */
export function inPause(ms: number, atLatestMs: number, run: () => void): () => void {
  let pause: ReturnType<typeof setTimeout> | undefined
  let latest: ReturnType<typeof setTimeout> | undefined
  function runNow(): void {
    clearTimeout(pause)
    clearTimeout(latest)
    latest = undefined
    run()
  }
  return () => {
    clearTimeout(pause)
    pause = setTimeout(runNow, ms)
    latest ??= setTimeout(runNow, atLatestMs)
  }
}
