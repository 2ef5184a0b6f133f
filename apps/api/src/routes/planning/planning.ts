import {
  assignAreas,
  cancelRun,
  controlGroup,
  createRun,
  facilityDetail,
  listRuns,
  releaseArea,
  runDetail,
  searchProducts,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const planning: Some<
  | 'facility'
  | 'controlGroup'
  | 'searchProducts'
  | 'listRuns'
  | 'createRun'
  | 'run'
  | 'cancelRun'
  | 'assign'
  | 'release'
> = {
  facility: (ctx, { actor, params }) => facilityDetail(ctx.engine, actor, params.facilityId),
  controlGroup: (ctx, { actor, params, query }) => controlGroup(ctx.engine, actor, params.facilityId, query),
  searchProducts: (ctx, { actor, query }) => searchProducts(ctx.engine, actor, query),
  listRuns: (ctx, { actor, query }) => listRuns(ctx.engine, actor, query),
  createRun: (ctx, { actor, body }) => createRun(ctx.engine, actor, body),
  run: (ctx, { actor, params }) => runDetail(ctx.aside, actor, params.runId),
  cancelRun: (ctx, { actor, params, body }) =>
    cancelRun(ctx.engine, actor, { runId: params.runId, reason: body.reason }),
  assign: (ctx, { actor, params, body }) => assignAreas(ctx.engine, actor, params.runId, body),
  release: (ctx, { actor, params }) => releaseArea(ctx.engine, actor, params),
}
