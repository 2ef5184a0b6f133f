import {
  checklist,
  decide,
  decideLate,
  exportReview,
  reviewWorkbook,
  lateScans,
  matchCode,
  reasonList,
  reconcileRun,
  review as reviewOf,
  skuTotals,
  submitFacility,
  unknownCodes,
  varianceDetail,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const review: Some<
  | 'reconcile'
  | 'review'
  | 'reviewExport'
  | 'reviewWorkbook'
  | 'variance'
  | 'skuTotals'
  | 'reasons'
  | 'decide'
  | 'unknownCodes'
  | 'matchCode'
  | 'lateScans'
  | 'decideLate'
  | 'checklist'
  | 'submitFacility'
> = {
  reconcile: (ctx, { actor, params }) =>
    ctx.reconciling.inTurn(params.runId, () => reconcileRun(ctx.engine, actor, params.runId)),
  review: (ctx, { actor, params, query }) => reviewOf(ctx.aside, actor, params.runId, query),
  reviewExport: (ctx, { actor, params, query }) => exportReview(ctx.aside, actor, params.runId, query),
  reviewWorkbook: (ctx, { actor, params, query }) => reviewWorkbook(ctx.aside, actor, params.runId, query),
  variance: (ctx, { actor, params }) => varianceDetail(ctx.engine, actor, params.varianceId),
  skuTotals: (ctx, { actor, params, query }) => skuTotals(ctx.aside, actor, params.runId, query),
  reasons: (ctx, { actor }) => reasonList(ctx.engine, actor),
  decide: (ctx, { actor, params, body }) =>
    ctx.reconciling.inTurn(params.runId, () => decide(ctx.engine, actor, params.runId, body)),
  unknownCodes: (ctx, { actor, params }) => unknownCodes(ctx.aside, actor, params.runId),
  matchCode: (ctx, { actor, params, body }) => matchCode(ctx.engine, actor, params.runId, body),
  lateScans: (ctx, { actor, params }) => lateScans(ctx.aside, actor, params.runId),
  decideLate: (ctx, { actor, params, body }) => decideLate(ctx.engine, actor, params.runId, body),
  checklist: (ctx, { actor, params }) => checklist(ctx.aside, actor, params.runId),
  submitFacility: (ctx, { actor, params, body }) => submitFacility(ctx.engine, actor, params.runId, body),
}
