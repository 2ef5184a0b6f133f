/** What the page notes by itself, in ms of its own clock. */
export interface Watched {
  /** When the key event that ended each code was made. */
  readonly ended: number[]
  /** When the page got to it: what the same scanner typed before was dealt with by then. */
  readonly began: number[]
  /** When each capture's result was in the DOM: its own mark, set when React's commit is seen by a MutationObserver. */
  readonly shown: number[]
  readonly longTasks: number[]
  readonly keys: number[]
}

declare global {
  interface Window {
    watched: Watched
  }
}

/**
 * Runs in the page before anything else. A code ends with the Enter of the scanner; a capture is shown when the card of the
 * last scan carries another id, which it does only after the transaction committed. No frames are waited for.
 */
export function watchPage(): void {
  const watched: Watched = { ended: [], began: [], shown: [], longTasks: [], keys: [] }
  window.watched = watched
  window.addEventListener(
    'keydown',
    (event) => {
      watched.keys.push(event.timeStamp)
      if (event.key !== 'Enter') return
      performance.mark('scan ended', { startTime: event.timeStamp })
      watched.ended.push(event.timeStamp)
      watched.began.push(performance.now())
    },
    { capture: true },
  )
  new MutationObserver((records) => {
    for (const { target, type } of records) {
      if (type !== 'attributes' || !(target instanceof Element) || !target.matches('.cc-scan-card')) continue
      watched.shown.push(performance.mark('scan shown').startTime)
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-scan'] })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longTasks.push(duration)
  }).observe({ type: 'longtask' })
}
