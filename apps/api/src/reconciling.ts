import type { RunId } from '@cyclecount/domain'
import { reconcileRequested, startJobs, type Beat, type EngineContext } from '@cyclecount/engine'

/**
 * Reconciliations of one run in this process, one after the other: side by side they would only see each other's changes and
 * begin again. Other processes are minded by the engine. What is to be reconciled by itself waits in the database.
 */
export interface Reconciling {
  readonly inTurn: <T>(runId: RunId, work: () => Promise<T>) => Promise<T>
  /** Works what waits in the database, at once and from then on; for who has just added to it, never awaited. */
  readonly wake: () => void
  /** Resolves when nothing is under way; nothing is begun any more. */
  readonly stop: () => Promise<void>
}

export function createReconciling(engine: EngineContext): Reconciling {
  const last = new Map<RunId, Promise<unknown>>()
  let jobs: Beat | null = null
  let isStopped = false
  const inTurn = <T>(runId: RunId, work: () => Promise<T>): Promise<T> => {
    const before = last.get(runId) ?? Promise.resolve()
    const mine = before.then(work, work)
    const settled = mine
      .catch(() => undefined)
      .finally(() => {
        if (last.get(runId) === settled) last.delete(runId)
      })
    last.set(runId, settled)
    return mine
  }
  return {
    inTurn,
    wake: () => {
      if (isStopped) return
      if (jobs) jobs.wake()
      else
        jobs = startJobs(engine, {
          reconcile: (runId) => inTurn(runId, () => reconcileRequested(engine, runId)),
        })
    },
    stop: async () => {
      isStopped = true
      await jobs?.stop()
      await Promise.all(last.values())
    },
  }
}
