import type { EngineContext } from '../context.ts'
import { deliverOnce, workerOf, type DeliveryOptions } from './deliver.ts'

export interface Delivery {
  /** Looks at once instead of at the next beat: for who has just decided something. */
  readonly wake: () => void
  /** Begins nothing more and resolves when what is under way is settled. */
  readonly stop: () => Promise<void>
}

const BEAT_MS = 1_000

/** Delivers in the background until it is stopped. Any number of processes may do so on one database. */
export function startDelivery(ctx: EngineContext, options: DeliveryOptions = {}): Delivery {
  const worker = workerOf(ctx, options)
  const state = { isStopped: false, isWanted: false }
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | null = null

  const beat = async (): Promise<void> => {
    do {
      state.isWanted = false
      try {
        await deliverOnce(ctx, worker)
      } catch (error) {
        ctx.log.error({ error: String(error) }, 'delivery stopped short and goes on at the next beat')
      }
    } while (state.isWanted && !state.isStopped)
  }
  const look = (): void => {
    if (state.isStopped) return
    clearTimeout(timer)
    if (underWay) {
      state.isWanted = true
      return
    }
    underWay = beat().finally(() => {
      underWay = null
      if (!state.isStopped) timer = setTimeout(look, BEAT_MS)
    })
  }
  look()
  return {
    wake: look,
    stop: async () => {
      state.isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
