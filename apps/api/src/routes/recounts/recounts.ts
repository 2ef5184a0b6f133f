import { askRecount, recountList } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const recounts: Some<'askRecount' | 'recounts'> = {
  askRecount: (ctx, { actor, params, body }) =>
    ctx.reconciling.inTurn(params.runId, () => askRecount(ctx.engine, actor, params.runId, body)),
  recounts: (ctx, { actor, params }) => recountList(ctx.aside, actor, params.runId),
}
