import { startBeat, type Beat } from '../beat.ts'
import type { EngineContext } from '../context.ts'
import { deliverOnce, workerOf, type DeliveryOptions } from './deliver.ts'

/** Delivers in the background until it is stopped. Any number of processes may do so on one database. */
export function startDelivery(ctx: EngineContext, options: DeliveryOptions = {}): Beat {
  const worker = workerOf(ctx, options)
  return startBeat(ctx, () => deliverOnce(ctx, worker), 'delivery stopped short and goes on at the next beat')
}
