import type { DeviceStore } from '@cyclecount/device-db'
import { photosOf } from '@cyclecount/device-db/photos'
import { sendPhotos, type DrainCall, type DrainOutcome } from '@cyclecount/sync'
import { photoTransport } from './photo-transport.ts'
import { webLocks } from './web-locks.ts'

/** Sends the photos that wait, where no scan does. Page and service worker use the same. */
export async function sendWaitingPhotos(store: DeviceStore, call: DrainCall): Promise<DrainOutcome> {
  const deps = {
    store,
    photos: photosOf(store),
    transport: photoTransport,
    clock: { now: () => Date.now() },
    lock: webLocks,
    random: () => Math.random(),
  }
  return sendPhotos(deps, call)
}

let later: ReturnType<typeof setTimeout> | undefined
/** What is asked when the app is opened was not answered yet. */
let isToAsk = false

/** From a page: a wait that photos have to keep is kept here, so that no scan hears of it. */
export async function sendPhotosFromPage(store: DeviceStore, cause: DrainCall['cause']): Promise<void> {
  clearTimeout(later)
  isToAsk ||= cause === 'opened'
  // After each burst of scans: where there is no photo, nothing more is asked.
  if (cause === 'due' && !isToAsk && (await photosOf(store).status()).waiting === 0) return
  const outcome = await sendWaitingPhotos(store, { lock: 'if-free', cause })
  if (outcome.kind === 'drained' && cause !== 'opened' && isToAsk) return sendPhotosFromPage(store, 'opened')
  if (outcome.kind === 'drained') isToAsk = false
  if (outcome.kind !== 'waiting') return
  const wait = Math.max(1_000, outcome.until - Date.now()) + Math.random() * 1_000
  // Storage that fails says so when something is captured; photos just wait.
  later = setTimeout(() => void sendPhotosFromPage(store, 'due').catch(() => null), wait)
}
