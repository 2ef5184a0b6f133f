import {
  checkLogs,
  createIntake,
  joinSession,
  storePhoto,
  type EngineContext,
  type Intake,
} from '@cyclecount/engine'
import type { DeviceId, Id } from '@cyclecount/domain'
import { drain, sendPhotos, type LocalStore, type PhotoStore } from '@cyclecount/sync'
import { createMemoryPhotos } from '@cyclecount/sync/memory-photos'
import { createMemoryStore, type MemoryStoreOptions } from '@cyclecount/sync/memory-store'
import type { VirtualTime } from './world/virtual-time.ts'

/** What a device of a history is made of, beside its memory. */
export interface DeviceSeam {
  readonly time: VirtualTime
  readonly deviceId: DeviceId
  readonly newId: <T extends Id<string>>() => T
  /** Called when a page or worker ends before its time. */
  readonly onCrash: (told: () => void) => void
}

/** The pieces of the product that a history is played with; a planted fault is one of them in a broken variant. */
export interface Parts {
  readonly openStore: (options: MemoryStoreOptions, seam: DeviceSeam) => LocalStore
  readonly drain: typeof drain
  readonly openPhotos: (store: LocalStore, seam: DeviceSeam) => PhotoStore
  readonly sendPhotos: typeof sendPhotos
  readonly storePhoto: typeof storePhoto
  /** Made anew at each start of the server. */
  readonly intake: (ctx: EngineContext) => Pick<Intake, 'push'>
  /** What the server does before it answers anybody. */
  readonly checkLogs: (ctx: EngineContext) => Promise<unknown>
  /** A manager adds a count of an area to another one of it. */
  readonly join: (...given: Parameters<typeof joinSession>) => Promise<unknown>
}

export const realParts: Parts = {
  openStore: (options) => createMemoryStore(options),
  drain,
  openPhotos: (store) => createMemoryPhotos(store),
  sendPhotos,
  storePhoto,
  intake: (ctx) => createIntake(ctx),
  checkLogs,
  join: joinSession,
}
