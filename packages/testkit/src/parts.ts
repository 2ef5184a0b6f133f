import { ingestPush } from '@cyclecount/engine'
import type { Id } from '@cyclecount/domain'
import { drain, type LocalStore } from '@cyclecount/sync'
import { createMemoryStore, type MemoryStoreOptions } from '@cyclecount/sync/memory-store'
import type { VirtualTime } from './world/virtual-time.ts'

/** What a device of a history is made of, beside its memory. */
export interface DeviceSeam {
  readonly time: VirtualTime
  readonly newId: <T extends Id<string>>() => T
}

/** The pieces of the product that a history is played with; a planted fault is one of them in a broken variant. */
export interface Parts {
  readonly openStore: (options: MemoryStoreOptions, seam: DeviceSeam) => LocalStore
  readonly drain: typeof drain
  readonly ingestPush: typeof ingestPush
}

export const realParts: Parts = { openStore: (options) => createMemoryStore(options), drain, ingestPush }
