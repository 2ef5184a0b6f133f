import {
  changeItemSet,
  copyPlan,
  createPlan,
  listItemSets,
  listPlans,
  planDetail,
  previewItems,
  publishPlan,
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
  previewItems: (ctx, { actor, body }) => previewItems(ctx.engine, actor, body),
  listItemSets: (ctx, { actor }) => listItemSets(ctx.engine, actor),
  saveItemSet: (ctx, { actor, body }) => saveItemSet(ctx.engine, actor, body),
  changeItemSet: (ctx, { actor, params, body }) => changeItemSet(ctx.engine, actor, params.itemSetId, body),
}
