import { createInOrder, type InOrder } from './in-order.ts'
import type { Call } from '@cyclecount/contract'
import { createDeviceStore, standardPreferences, type DeviceStore, type Setting } from '@cyclecount/device-db'
import type { DeviceId, PersonId, ScanId } from '@cyclecount/domain'
import type { CaptureStamp, DrainCall } from '@cyclecount/sync'
import { createFeedback, type Feedback } from '@cyclecount/ui'
import { registerWorker, type AppUpdate } from '../adapters/app-update.ts'
import type { KeptApp } from '../adapters/kept-app.ts'
import { createBackgroundSync } from '../adapters/background-sync.ts'
import { httpTransport } from '../adapters/http-transport.ts'
import { newId } from '../adapters/ids.ts'
import { restoreFromSecondCopy } from '../adapters/restore.ts'
import { createSender, type Sender } from '../adapters/sender.ts'
import { createServer } from '../adapters/server.ts'
import type { SecondCopyState } from '../adapters/second-copy.ts'
import { webLocks } from '../adapters/web-locks.ts'
import { refreshAreas } from '../features/areas/refresh.ts'
import { createIdentity, type Identity } from '../features/sign-in/identity.ts'
import { createPeople, type People } from '../features/sign-in/people.ts'
import { APP_VERSION } from '../version.ts'
import { createRefresher, type Refresher } from './refresher.ts'
import { createStored, type Stored } from './stored.ts'
import { createShown, type Shown } from './shown.ts'
import { inPause, throttled } from './throttled.ts'
import { whenIdle, whenQuiet } from './when-idle.ts'

/** Everything the screens work with, wired once. */
export interface Device {
  readonly store: DeviceStore
  /** Captures of every screen, one after another. */
  readonly inOrder: InOrder
  readonly identity: Identity
  /** Who is known here, and who holds the device. */
  readonly people: People
  /** The server, as the signed-in person; every call may fail, none is needed to count. */
  readonly call: Call
  readonly sender: Sender
  readonly feedback: Feedback
  readonly update: AppUpdate
  /** Whether the app itself is on this device, for the time without a network. */
  readonly keptApp: Shown<KeptApp>
  /** Whether what is not acknowledged is kept twice. */
  readonly secondCopy: Shown<SecondCopyState>
  /** What screens show of the store. */
  readonly stored: Stored
  /** How many captures were saved since this tab was opened, by any tab: whatever was read before one of them lags behind it. */
  readonly captures: Shown<number>
  /** Brings areas and catalogues to this device. */
  readonly areas: Refresher
  readonly locks: typeof webLocks
  /** What the moment of a capture by this person knows. */
  readonly stampFor: (userId: PersonId) => () => CaptureStamp
}

/** What is read from the device's database is asked for again after a write, at most this often. */
const LOOK_AGAIN_MS = 250
/** After a capture in the next pause: a scan has to wait until what is just read of the same tables was read. */
const PAUSE_MS = 200
/** Who scans without a pause sees how much waits all the same. */
const AT_LATEST_MS = 1_000

export function createDevice(): Device {
  const store = createDeviceStore({
    newDeviceId: newId<DeviceId>,
    restore: restoreFromSecondCopy,
  })
  const secondCopy = createShown<SecondCopyState>({ kind: 'starting' })
  const keptApp = createShown<KeptApp>('coming')
  whenIdle(() => void keepSecondCopy(store, secondCopy))
  const identity = createIdentity(store, webLocks)
  const sender = createSender({
    drain: {
      store,
      transport: httpTransport,
      clock: { now: () => Date.now() },
      lock: webLocks,
      random: () => Math.random(),
      newBatchId: newId,
      appVersion: APP_VERSION,
    },
    askBackgroundSync: createBackgroundSync().ask,
    drained: (cause) => whenQuiet(() => void sendPhotos(store, cause).catch(ignore)),
  })
  const call = createServer(identity)
  const stored = createStored(store)
  const captures = createShown(0)
  let clockOffsetMs: number | null = null
  const lookAgain = throttled(LOOK_AGAIN_MS, () =>
    whenQuiet(() => {
      stored.lookAgain()
      void store.setting('device').then((device) => {
        clockOffsetMs = device?.clockOffsetMs ?? null
      }, ignore)
    }),
  )
  const lookInPause = inPause(PAUSE_MS, AT_LATEST_MS, lookAgain)
  store.onChange((what) => {
    if (what === 'other') return lookAgain()
    captures.set(captures.now() + 1)
    lookInPause()
  })
  lookAgain()
  return {
    store,
    inOrder: createInOrder(),
    identity,
    people: createPeople(store, webLocks, () => Date.now()),
    call,
    sender,
    feedback: createFeedback(standardPreferences),
    update: registerWorker(keptApp),
    keptApp,
    secondCopy,
    stored,
    captures,
    areas: createRefresher(() => refreshAreas(store, call, webLocks)),
    locks: webLocks,
    stampFor: (userId) => () => ({
      scanId: newId<ScanId>(),
      userId,
      capturedAt: Date.now(),
      clockOffsetMs,
      appVersion: APP_VERSION,
    }),
  }
}

async function sendPhotos(store: DeviceStore, cause: DrainCall['cause']): Promise<void> {
  const { sendPhotosFromPage } = await import('../adapters/photo-sender.ts')
  await sendPhotosFromPage(store, cause)
}

/** Loaded behind the screen; what is captured before is copied then. */
async function keepSecondCopy(store: DeviceStore, shown: Shown<SecondCopyState>): Promise<void> {
  try {
    const { keepSecondCopy: keep } = await import('../adapters/second-copy.ts')
    keep(store, shown.set)
  } catch {
    shown.set({ kind: 'impossible' })
  }
}

/** Applies what a person chose: theme and the strength of signals. */
export function applyPreferences(device: Device, preferences: Setting<'preferences'>): void {
  const root = document.documentElement
  if (preferences.theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = preferences.theme
  device.feedback.setLevels(preferences)
}

function ignore(): void {
  // Whoever needs the storage to work says so when it does not.
}
