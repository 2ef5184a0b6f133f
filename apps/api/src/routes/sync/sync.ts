import { cataloguePage, ingestPush, myAreas, sessionLog, sessionSnapshot } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const sync: Some<'myAreas' | 'catalogue' | 'push' | 'sessionLog' | 'sessionSnapshot'> = {
  myAreas: (ctx, { actor }) => myAreas(ctx.engine, actor),
  catalogue: (ctx, { actor, params, query }) => cataloguePage(ctx.engine, actor, params.facilityId, query),
  // Reconciled after the device was answered: what the backend takes to answer must not keep scans waiting.
  push: (ctx, { actor, body }) => ingestPush(ctx.engine, actor, body, ctx.reconciling.wake),
  sessionLog: (ctx, { actor, params, query }) => sessionLog(ctx.engine, actor, params.sessionId, query),
  sessionSnapshot: (ctx, { actor, params }) => sessionSnapshot(ctx.engine, actor, params.sessionId),
}
