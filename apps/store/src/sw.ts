/// <reference lib="webworker" />
import './jitless.ts'
import { createDeviceStore } from '@cyclecount/device-db'
import type { DeviceId } from '@cyclecount/domain'
import { clientsClaim } from 'workbox-core'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { httpTransport } from './adapters/http-transport.ts'
import { newId } from './adapters/ids.ts'
import { drainPatiently } from './adapters/patient-drain.ts'
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

async function sendOutbox(): Promise<void> {
  const store = createDeviceStore({ newDeviceId: newId<DeviceId> })
  try {
    await drainPatiently(
      {
        store,
        transport: httpTransport,
        clock: { now: () => Date.now() },
        lock: webLocks,
        random: () => Math.random(),
        newBatchId: newId,
        appVersion: APP_VERSION,
      },
      giveWay.signal,
    )
  } finally {
    store.close()
  }
}
