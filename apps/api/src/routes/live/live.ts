import {
  joinSession,
  reopenSession,
  runFacilityId,
  runProgress,
  sessionHistory,
  voidSession,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'
import { watch } from './watch.ts'

export const live: Some<
  'progress' | 'live' | 'sessionHistory' | 'reopenSession' | 'voidSession' | 'joinSession'
> = {
  progress: (ctx, { actor, params }) => runProgress(ctx.aside, actor, params.runId),
  live: (ctx, { actor, params, signal }) =>
    watch(ctx, signal, {
      places: async () => [await runFacilityId(ctx.engine, actor, params.runId)],
      look: () => runProgress(ctx.aside, actor, params.runId),
      // The time at which we looked is not a change.
      sameWhen: ({ at: _, ...rest }) => JSON.stringify(rest),
    }),
  sessionHistory: (ctx, { actor, params }) => sessionHistory(ctx.engine, actor, params.sessionId),
  reopenSession: (ctx, { actor, params, body }) =>
    reopenSession(ctx.engine, actor, { sessionId: params.sessionId, reason: body.reason }),
  voidSession: async (ctx, { actor, params, body }) => {
    await voidSession(ctx.engine, actor, {
      sessionId: params.sessionId,
      reason: body.reason,
    })
    ctx.reconciling.wake()
    return { done: true }
  },
  joinSession: async (ctx, { actor, params, body }) => {
    const { into, reason } = body
    await joinSession(ctx.engine, actor, { sessionId: params.sessionId, into, reason })
    ctx.reconciling.wake()
    return { done: true }
  },
}
