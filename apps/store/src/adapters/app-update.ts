import type { Workbox } from 'workbox-window'
import type { Shown } from '../app/shown.ts'
import { whenIdle } from '../app/when-idle.ts'
import { keepApp, type KeptApp } from './kept-app.ts'

export interface AppUpdate {
  readonly isReady: () => boolean
  readonly subscribe: (onChange: () => void) => () => void
  /** Takes the new version; the page loads anew. Only outside a count. */
  readonly take: () => void
}

/** Registers the service worker, shows whether the app is kept, and says when a newer version of it waits. The screen comes first. */
export function registerWorker(kept: Shown<KeptApp>): AppUpdate {
  const listeners = new Set<() => void>()
  let waiting: Workbox | null = null

  async function register(): Promise<void> {
    await new Promise<void>(whenIdle)
    const { Workbox: Registration } = await import('workbox-window')
    const worker = new Registration('/store/sw.js', { scope: '/store/' })
    worker.addEventListener('waiting', () => {
      waiting = worker
      for (const listener of listeners) listener()
    })
    await worker.register()
  }

  // Not there in a private window or an old browser, whatever its type says.
  const keeper = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
  void keepApp(keeper, register, kept)
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
