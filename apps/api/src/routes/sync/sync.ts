import { cataloguePage, myAreas, sessionLog, sessionSnapshot } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const sync: Some<'myAreas' | 'catalogue' | 'push' | 'sessionLog' | 'sessionSnapshot'> = {
  myAreas: (ctx, { actor }) => myAreas(ctx.engine, actor),
  catalogue: (ctx, { actor, params, query }) => cataloguePage(ctx.engine, actor, params.facilityId, query),
  push: (ctx, { actor, body }) => ctx.intake.push(actor, body),
  sessionLog: (ctx, { actor, params, query }) => sessionLog(ctx.engine, actor, params.sessionId, query),
  sessionSnapshot: (ctx, { actor, params }) => sessionSnapshot(ctx.engine, actor, params.sessionId),
}
