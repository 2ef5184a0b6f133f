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
