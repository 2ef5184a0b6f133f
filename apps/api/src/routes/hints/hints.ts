import { listHintSources, makeHintSecret, stopHints, takeHint } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const hints: Some<'stockHints' | 'makeHintSecret' | 'stopHints' | 'tellStockChanged'> = {
  stockHints: (ctx, { actor }) => listHintSources(ctx.engine, actor),
  makeHintSecret: (ctx, { actor, params }) => makeHintSecret(ctx.engine, actor, params.facilityId),
  stopHints: (ctx, { actor, params, body }) => stopHints(ctx.engine, actor, params.facilityId, body.reason),
  tellStockChanged: async (ctx, { params, body }) => {
    const reply = await takeHint(ctx.engine, params.facilityId, body)
    ctx.reconciling.wake()
    return reply
  },
}
