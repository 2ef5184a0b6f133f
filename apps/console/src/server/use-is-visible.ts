import { useSyncExternalStore } from 'react'

/** Whether the page is in view: who looks elsewhere needs no stream held open for them. */
export function useIsVisible(): boolean {
  return useSyncExternalStore(subscribe, isVisible)
}

function subscribe(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange)
  return () => document.removeEventListener('visibilitychange', onChange)
}

function isVisible(): boolean {
  return document.visibilityState === 'visible'
}
