import type { StoreProblem } from '@cyclecount/sync'
import { DeviceStorageError } from './connection.ts'

const faults = ['quota', 'closed', 'blocked', 'outdated', 'broken'] as const
/** A problem that is the storage's own, and not what was asked of it. */
export interface StorageFault extends StoreProblem {
  readonly kind: (typeof faults)[number]
}

/** Whether this device's storage works, as the last call found it. */
export interface Trouble {
  /** Null while all is well. */
  readonly now: () => StorageFault | null
  readonly subscribe: (onChange: () => void) => () => void
}

export interface TroubleWatch extends Trouble {
  /** What is no fault of the storage is not remembered. */
  readonly failed: (problem: StoreProblem) => void
  readonly worked: () => void
  /** Runs work and remembers how it fared. A full disk still lets itself be read: only a write shows that there is room again. */
  readonly watch: <T>(kind: 'read' | 'write', work: () => Promise<T>) => Promise<T>
}

export function createTrouble(): TroubleWatch {
  const listeners = new Set<() => void>()
  let problem: StorageFault | null = null

  function set(next: StorageFault | null): void {
    if (problem?.kind === next?.kind) return
    problem = next
    for (const listener of listeners) listener()
  }

  function failed({ kind, ...told }: StoreProblem): void {
    const fault = faults.find((candidate) => candidate === kind)
    if (fault) set({ ...told, kind: fault })
  }

  return {
    now: () => problem,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    failed,
    worked: () => set(null),
    async watch(kind, work) {
      try {
        const done = await work()
        if (kind === 'write' || problem?.kind !== 'quota') set(null)
        return done
      } catch (error) {
        if (error instanceof DeviceStorageError) failed(error.problem)
        throw error
      }
    },
  }
}
