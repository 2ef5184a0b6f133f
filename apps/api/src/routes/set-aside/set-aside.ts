import {
  checkUnsent,
  readSetAsideAgain,
  resolveSetAside,
  setAsideList,
  takeInUnsent,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const setAside: Some<
  'setAside' | 'resolveSetAside' | 'readSetAsideAgain' | 'checkUnsent' | 'takeInUnsent'
> = {
  setAside: (ctx, { actor, params }) => setAsideList(ctx.engine, actor, params.runId),
  resolveSetAside: (ctx, { actor, params, body }) => resolveSetAside(ctx.engine, actor, params.runId, body),
  readSetAsideAgain: (ctx, { actor, params }) =>
    readSetAsideAgain(ctx.engine, actor, params.runId, ctx.reconciling.wake),
  checkUnsent: (ctx, { actor, params, body }) => checkUnsent(ctx.engine, actor, params.facilityId, body),
  takeInUnsent: (ctx, { actor, params, body }) =>
    takeInUnsent(ctx.engine, actor, params.facilityId, body, ctx.reconciling.wake),
}
