/** Runs once the page is loaded and has nothing better to do. Gives back how to call it off. */
export function whenIdle(run: () => void): () => void {
  const off = new AbortController()
  const soon = (): void => {
    const timer = setTimeout(run, 200)
    off.signal.addEventListener('abort', () => clearTimeout(timer))
  }
  if (document.readyState === 'complete') soon()
  else addEventListener('load', soon, { once: true, signal: off.signal })
  return () => off.abort()
}

/** Runs when the page is in no hurry, within a second: what is scanned meanwhile comes first. */
export function whenQuiet(run: () => void): void {
  // Safari does not have it everywhere.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 1_000 })
  else setTimeout(run, 50)
}

/** The same work in a task of its own: what was captured is in the page by then. */
export function afterShown<Given extends readonly unknown[]>(
  run: (...given: Given) => void,
): (...given: Given) => void {
  return (...given) => void setTimeout(run, 0, ...given)
}
