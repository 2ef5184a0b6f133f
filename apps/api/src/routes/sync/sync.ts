import {
  cataloguePage,
  joinOwnSession,
  myAreas,
  sessionLog,
  sessionSnapshot,
  voidOwnSession,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const sync: Some<
  'myAreas' | 'catalogue' | 'push' | 'sessionLog' | 'sessionSnapshot' | 'joinMySession' | 'voidMySession'
> = {
  myAreas: (ctx, { actor }) => myAreas(ctx.engine, actor),
  catalogue: (ctx, { actor, params, query }) => cataloguePage(ctx.engine, actor, params.facilityId, query),
  push: (ctx, { actor, body }) => ctx.intake.push(actor, body),
  sessionLog: (ctx, { actor, params, query }) => sessionLog(ctx.engine, actor, params.sessionId, query),
  sessionSnapshot: (ctx, { actor, params }) => sessionSnapshot(ctx.engine, actor, params.sessionId),
  joinMySession: async (ctx, { actor, params, body }) => {
    await joinOwnSession(ctx.engine, actor, { sessionId: params.sessionId, into: body.into })
    ctx.reconciling.wake()
    return { done: true }
  },
  voidMySession: async (ctx, { actor, params }) => {
    await voidOwnSession(ctx.engine, actor, params.sessionId)
    ctx.reconciling.wake()
    return { done: true }
  },
}
