import type { Workbox } from 'workbox-window'
import { whenIdle } from '../app/when-idle.ts'

export interface AppUpdate {
  readonly isReady: () => boolean
  readonly subscribe: (onChange: () => void) => () => void
  /** Takes the new version; the page loads anew. Only outside a count. */
  readonly take: () => void
}

/** Registers the service worker and says when a newer version of the app waits. The screen comes first. */
export function registerWorker(): AppUpdate {
  const listeners = new Set<() => void>()
  let waiting: Workbox | null = null

  async function register(): Promise<void> {
    if (!('serviceWorker' in navigator)) return
    const { Workbox: Registration } = await import('workbox-window')
    const worker = new Registration('/store/sw.js', { scope: '/store/' })
    worker.addEventListener('waiting', () => {
      waiting = worker
      for (const listener of listeners) listener()
    })
    await worker.register()
  }

  // No worker (a private window, an old browser): the app counts all the same, it only cannot start offline.
  whenIdle(() => void register().catch(() => undefined))
  return {
    isReady: () => waiting !== null,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    take() {
      waiting?.addEventListener('controlling', () => location.reload())
      // With scans that cannot be sent, the old worker waits for the network; a browser waits minutes for it to end.
      navigator.serviceWorker.controller?.postMessage({ type: 'GIVE_WAY' })
      waiting?.messageSkipWaiting()
    },
  }
}
