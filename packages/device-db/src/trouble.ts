import type { StoreProblem } from '@cyclecount/sync'
import { DeviceStorageError } from './connection.ts'

/** Whether this device's storage works, as the last call found it. */
export interface Trouble {
  /** Null while all is well. */
  readonly now: () => StoreProblem | null
  readonly subscribe: (onChange: () => void) => () => void
}

export interface TroubleWatch extends Trouble {
  readonly failed: (problem: StoreProblem) => void
  readonly worked: () => void
  /** Runs work and remembers how it fared. A full disk still lets itself be read: only a write shows that there is room again. */
  readonly watch: <T>(kind: 'read' | 'write', work: () => Promise<T>) => Promise<T>
}

export function createTrouble(): TroubleWatch {
  const listeners = new Set<() => void>()
  let problem: StoreProblem | null = null

  function set(next: StoreProblem | null): void {
    if (problem?.kind === next?.kind) return
    problem = next
    for (const listener of listeners) listener()
  }

  return {
    now: () => problem,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    failed: set,
    worked: () => set(null),
    async watch(kind, work) {
      try {
        const done = await work()
        if (kind === 'write' || problem?.kind !== 'quota') set(null)
        return done
      } catch (error) {
        if (error instanceof DeviceStorageError) set(error.problem)
        throw error
      }
    },
  }
}
