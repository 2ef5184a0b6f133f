import type { RunId } from '@cyclecount/domain'
import { reconcileWhenReady, type EngineContext } from '@cyclecount/engine'
import type { Log } from './log.ts'

/**
 * Reconciliations of one run in this process, one after the other: side by side they would only see each other's changes and
 * begin again. Other processes are minded by the engine.
 */
export interface Reconciling {
  readonly inTurn: <T>(runId: RunId, work: () => Promise<T>) => Promise<T>
  /** Reconciles the run by itself if it is time, after who asked was answered. Asked twice before it began, it is done once. */
  readonly soon: (runId: RunId) => void
  /** Resolves when nothing is under way; nothing is begun any more. */
  readonly stop: () => Promise<void>
}

export function createReconciling(engine: EngineContext, log: Log): Reconciling {
  const last = new Map<RunId, Promise<unknown>>()
  const waiting = new Set<RunId>()
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
    soon: (runId) => {
      if (isStopped || waiting.has(runId)) return
      waiting.add(runId)
      setImmediate(() => {
        const work = async () => {
          waiting.delete(runId)
          if (!isStopped) await reconcileWhenReady(engine, runId)
        }
        inTurn(runId, work).catch((error: unknown) =>
          log.warn({ err: error, runId }, 'the run could not be reconciled by itself'),
        )
      })
    },
    stop: async () => {
      isStopped = true
      await Promise.all(last.values())
    },
  }
}
