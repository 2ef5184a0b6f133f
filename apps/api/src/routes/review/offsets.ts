import { acceptOffset, offsetOffers, rejectOffset } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const offsets: Some<'offsets' | 'acceptOffset' | 'rejectOffset'> = {
  offsets: (ctx, { actor, params }) => offsetOffers(ctx.aside, actor, params.runId),
  acceptOffset: (ctx, { actor, params, body }) =>
    ctx.reconciling.inTurn(params.runId, () => acceptOffset(ctx.engine, actor, params.runId, body)),
  rejectOffset: (ctx, { actor, params, body }) => rejectOffset(ctx.engine, actor, params.runId, body),
}
