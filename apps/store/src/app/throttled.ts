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
