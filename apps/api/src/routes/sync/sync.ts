import { cataloguePage, ingestPush, myAreas, reconcileWhenReady, sessionLog } from '@cyclecount/engine'
import type { RunId } from '@cyclecount/domain'
import type { ApiContext } from '../../context.ts'
import type { Some } from '../handler.ts'

export const sync: Some<'myAreas' | 'catalogue' | 'push' | 'sessionLog'> = {
  myAreas: (ctx, { actor }) => myAreas(ctx.engine, actor),
  catalogue: (ctx, { actor, params, query }) => cataloguePage(ctx.engine, actor, params.facilityId, query),
  push: (ctx, { actor, body }) => ingestPush(ctx.engine, actor, body, (runId) => reconcileSoon(ctx, runId)),
  sessionLog: (ctx, { actor, params, query }) => sessionLog(ctx.engine, actor, params.sessionId, query),
}

/** After the device was answered: what the backend takes to answer must not keep scans waiting. */
function reconcileSoon(ctx: ApiContext, runId: RunId): void {
  setImmediate(() => {
    reconcileWhenReady(ctx.engine, runId).catch((error: unknown) =>
      ctx.log.warn({ err: error, runId }, 'the run could not be reconciled by itself'),
    )
  })
}
