import {
  addTestCount,
  auditPack,
  countClosing,
  countSheets,
  enterSheet,
  setClosing,
  signCount,
} from '@cyclecount/engine'
import { readAnchors } from '../../anchors/anchors.ts'
import type { Some } from '../handler.ts'

export const closing: Some<
  'closing' | 'setClosing' | 'testCount' | 'signCount' | 'countSheets' | 'enterSheet' | 'auditPack'
> = {
  closing: (ctx, { actor, params }) => countClosing(ctx.engine, actor, params.runId),
  setClosing: (ctx, { actor, params, body }) => setClosing(ctx.engine, actor, params.runId, body),
  testCount: (ctx, { actor, params, body }) => addTestCount(ctx.engine, actor, params.runId, body),
  signCount: (ctx, { actor, params, body }) => signCount(ctx.engine, actor, params.runId, body),
  countSheets: (ctx, { actor, params }) => countSheets(ctx.engine, actor, params.runId),
  enterSheet: (ctx, { actor, params, body }) =>
    enterSheet(ctx.engine, actor, params.runId, body, ctx.reconciling.wake),
  auditPack: async function* (ctx, { actor, params }) {
    const { anchors } = await readAnchors(ctx.config)
    yield* auditPack(ctx.engine, actor, params.runId, anchors)
  },
}
