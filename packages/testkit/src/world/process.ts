import type { Lock, LocalStore, PhotoStore } from '@cyclecount/sync'
import type { VirtualTime } from './virtual-time.ts'

/**
 * A page or a worker of a device. It may end at any step with the store: nothing that it awaited ever comes back, and what it began is
 * durable or was never there.
 */
export class Process {
  readonly kind: 'page' | 'worker'
  readonly store: LocalStore
  readonly photos: PhotoStore
  readonly #device: ProcessHost
  #alive = true
  #fuse: { steps: number; readonly durable: boolean; readonly burnt: () => void } | null = null

  constructor(kind: 'page' | 'worker', device: ProcessHost) {
    this.kind = kind
    this.#device = device
    const step: Step = (work) => this.#step(work)
    this.store = steppingThrough(device.memory, step)
    this.photos = steppingThrough(device.album.memory, step)
  }

  get isAlive(): boolean {
    return this.#alive
  }

  /** It ends at its n-th step from now. */
  endAfter(steps: number, durable: boolean, burnt: () => void): void {
    this.#fuse = { steps, durable, burnt }
  }

  end(): void {
    this.#alive = false
    this.#device.locks.ended(this)
  }

  /** What somebody else does for this process, and whose outcome it never sees once it has ended. */
  async outside<T>(work: Promise<T>): Promise<T> {
    try {
      const done = await work
      return this.#alive ? done : await never<T>()
    } catch (error) {
      if (!this.#alive) return never()
      throw error
    }
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#alive) return never()
    const slow = this.#device.diskMs()
    if (slow > 0) await this.#device.time.sleep(slow)
    if (!this.#alive) return never()
    const fuse = this.#fuse
    if (fuse && fuse.steps-- <= 0) {
      if (fuse.durable) await work()
      fuse.burnt()
      return never()
    }
    const done = await work()
    if (slow > 0) await this.#device.time.sleep(slow)
    return this.#alive ? done : never()
  }
}

export interface ProcessHost {
  readonly memory: LocalStore
  readonly album: { readonly memory: PhotoStore }
  readonly time: VirtualTime
  readonly locks: DeviceLocks
  readonly diskMs: () => number
}

type Step = <T>(work: () => Promise<T>) => Promise<T>

function steppingThrough<T extends object>(store: T, step: Step): T {
  const calls = Object.entries(store).map(([name, call]: [string, Call]) => [
    name,
    (...given: readonly unknown[]) => step(() => call(...given)),
  ])
  // The same calls, each one taken as a step.
  return Object.fromEntries(calls) as T
}

type Call = (...given: readonly unknown[]) => Promise<unknown>

interface Waiting {
  readonly process: Process
  readonly go: () => void
}

/** The locks of a device, over its page and its worker, as Web Locks are: who ends gives them free. */
export class DeviceLocks {
  readonly #locks = new Map<string, DeviceLock>()

  /** The locks as one process sees them. */
  of(process: Process): Lock {
    return { hold: (name, mode, work) => this.#named(name).hold(process, mode, work) }
  }

  ended(process: Process): void {
    for (const lock of this.#locks.values()) lock.ended(process)
  }

  #named(name: string): DeviceLock {
    const known = this.#locks.get(name) ?? new DeviceLock()
    this.#locks.set(name, known)
    return known
  }
}

class DeviceLock {
  #holder: Process | null = null
  #queue: Waiting[] = []

  async hold<T>(process: Process, mode: 'wait' | 'if-free', work: () => Promise<T>): Promise<T | null> {
    if (this.#holder) {
      if (mode === 'if-free') return null
      await new Promise<void>((go) => this.#queue.push({ process, go }))
    } else this.#holder = process
    try {
      return await work()
    } finally {
      if (this.#holder === process) this.#next()
    }
  }

  ended(process: Process): void {
    this.#queue = this.#queue.filter((waiting) => waiting.process !== process)
    if (this.#holder === process) this.#next()
  }

  #next(): void {
    const next = this.#queue.shift()
    this.#holder = next?.process ?? null
    next?.go()
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
