/// <reference lib="webworker" />
import './jitless.ts'
import { createDeviceStore } from '@cyclecount/device-db'
import type { DeviceId } from '@cyclecount/domain'
import { drain, type DrainCall, type DrainOutcome } from '@cyclecount/sync'
import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { httpTransport } from './adapters/http-transport.ts'
import { newId } from './adapters/ids.ts'
import { sendPatiently } from './adapters/patient-drain.ts'
import { sendWaitingPhotos } from './adapters/photo-sender.ts'
import { webLocks } from './adapters/web-locks.ts'
import { APP_VERSION } from './version.ts'

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: Parameters<typeof precacheAndRoute>[0]
}

/** Background Sync is not in TypeScript's library. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

// The first visit is served offline, too, from the moment the worker is there.
clientsClaim()
cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)

// Every address of the app is the shell; its scope keeps the API and the sign-in out.
registerRoute(new NavigationRoute(createHandlerBoundToURL('/store/index.html')))

/** A newer version waits: it does not become this one's successor before this one's events have ended. */
const giveWay = new AbortController()

self.addEventListener('message', (event) => {
  const asked: unknown = event.data
  if (typeof asked !== 'object' || asked === null || !('type' in asked)) return
  if (asked.type === 'SKIP_WAITING') void self.skipWaiting()
  if (asked.type === 'GIVE_WAY') giveWay.abort()
})

self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag.startsWith('outbox')) sync.waitUntil(sendOutbox())
})

async function isPageInView(): Promise<boolean> {
  return (await self.clients.matchAll({ type: 'window' })).some(
    ({ visibilityState }) => visibilityState === 'visible',
  )
}

async function sendOutbox(): Promise<void> {
  const store = createDeviceStore({ newDeviceId: newId<DeviceId> })
  try {
    const clock = { now: () => Date.now() }
    const deps = {
      store,
      transport: httpTransport,
      clock,
      lock: webLocks,
      random: () => Math.random(),
      newBatchId: newId,
      appVersion: APP_VERSION,
    }
    // Scans first; photos when none waits, and until one does.
    const send = async (call: DrainCall): Promise<DrainOutcome> => {
      for (;;) {
        const outcome = await drain(deps, call)
        if (outcome.kind !== 'drained') return outcome
        const behind = await sendWaitingPhotos(store, call)
        if ((await store.waiting()).length === 0) return behind
      }
    }
    await sendPatiently(send, isPageInView, clock, giveWay.signal)
  } finally {
    store.close()
  }
}
