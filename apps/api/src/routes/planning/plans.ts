import {
  answerRuns,
  cancelPlan,
  changeItemSet,
  changeRun,
  copyPlan,
  createPlan,
  listItemSets,
  listPlans,
  planChoices,
  planDetail,
  previewItems,
  publishPlan,
  readPlanFile,
  saveItemSet,
  savePlan,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const plans: Some<
  | 'listPlans'
  | 'createPlan'
  | 'plan'
  | 'savePlan'
  | 'publishPlan'
  | 'copyPlan'
  | 'cancelPlan'
  | 'answerRuns'
  | 'changeRun'
  | 'readPlanFile'
  | 'planChoices'
  | 'previewItems'
  | 'listItemSets'
  | 'saveItemSet'
  | 'changeItemSet'
> = {
  listPlans: (ctx, { actor, query }) => listPlans(ctx.engine, actor, query),
  createPlan: (ctx, { actor, body }) => createPlan(ctx.engine, actor, body),
  plan: (ctx, { actor, params }) => planDetail(ctx.engine, actor, params.planId),
  savePlan: (ctx, { actor, params, body }) => savePlan(ctx.engine, actor, params.planId, body),
  publishPlan: (ctx, { actor, params, body }) => publishPlan(ctx.engine, actor, params.planId, body),
  copyPlan: (ctx, { actor, params, body }) => copyPlan(ctx.engine, actor, params.planId, body),
  cancelPlan: (ctx, { actor, params, body }) => cancelPlan(ctx.engine, actor, params.planId, body),
  answerRuns: (ctx, { actor, body }) => answerRuns(ctx.engine, actor, body),
  changeRun: (ctx, { actor, params, body }) => changeRun(ctx.engine, actor, params.runId, body),
  readPlanFile: (ctx, { actor, body }) => readPlanFile(ctx.engine, actor, body),
  planChoices: (ctx, { actor }) => planChoices(ctx.engine, actor),
  previewItems: (ctx, { actor, body }) => previewItems(ctx.engine, actor, body),
  listItemSets: (ctx, { actor }) => listItemSets(ctx.engine, actor),
  saveItemSet: (ctx, { actor, body }) => saveItemSet(ctx.engine, actor, body),
  changeItemSet: (ctx, { actor, params, body }) => changeItemSet(ctx.engine, actor, params.itemSetId, body),
}
