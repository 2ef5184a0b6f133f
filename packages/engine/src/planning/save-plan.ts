import { fail, type PlanBody, type PlanDetail } from '@cyclecount/contract'
import type { PlanId } from '@cyclecount/domain'
import type { Actor, EngineContext, Tx } from '../context.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { changePlannedRuns } from './change-plan.ts'
import { planToRun, type PlanToRun } from './make-runs.ts'
import { checkPlan, planToChange } from './plan-rows.ts'
import { planDetail } from './plans.ts'

/** Drafts a plan, or a template of plans. Nothing is counted by it before it is published. */
export async function createPlan(ctx: EngineContext, actor: Actor, body: PlanBody): Promise<PlanDetail> {
  await checkPlan(ctx, actor, body)
  const planId = ctx.newId<PlanId>()
  await ctx.db.write((tx) => insertPlan(ctx, tx, actor, { planId, copiedFrom: null, body }))
  return planDetail(ctx, actor, planId)
}

export async function insertPlan(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  plan: { readonly planId: PlanId; readonly copiedFrom: PlanId | null; readonly body: PlanBody },
): Promise<void> {
  const { planId, body } = plan
  await tx
    .insertInto('count_plan')
    .values({
      plan_id: planId,
      org_id: actor.orgId,
      ...columnsOf(body),
      edits: 0,
      copied_from: plan.copiedFrom,
      created_by: actor.personId,
      created_at: ctx.now(),
      published_by: null,
      published_at: null,
      cancelled_at: null,
    })
    .execute()
  await insertFacilities(ctx, tx, actor, planId, body)
}

/**
 * Changes a plan as a whole. Of a published one the runs that nobody has begun follow; it covers the facilities it was published for, for runs are
 * taken out by cancelling them. Refused where somebody saved it meanwhile (`changed-meanwhile`).
 */
export async function savePlan(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  body: Body<'savePlan'>,
): Promise<PlanDetail> {
  await planToChange(ctx.db.read, actor, planId)
  await checkPlan(ctx, actor, body)
  const changed = await transact(ctx, async (tx) => {
    const { status } = await planToChange(tx, actor, planId)
    if (status === 'cancelled') fail('closed', say('plan.cancelled'))
    await takeEdit(tx, planId, body.edits)
    const before = await planToRun(tx, planId)
    if (status === 'published') refuseOtherFacilities(before, body)
    const columns = columnsOf(body)
    await tx
      .updateTable('count_plan')
      .set({ ...columns, status: status === 'published' ? status : columns.status })
      .where('plan_id', '=', planId)
      .execute()
    await tx.deleteFrom('count_plan_facility').where('plan_id', '=', planId).execute()
    await insertFacilities(ctx, tx, actor, planId, body)
    if (status !== 'published') return []
    return changePlannedRuns(ctx, tx, actor, { before, plan: await planToRun(tx, planId) })
  })
  for (const facilityId of changed) ctx.changed({ facilityId })
  return planDetail(ctx, actor, planId)
}

function refuseOtherFacilities(before: PlanToRun, { facilities }: PlanBody): void {
  const now = new Set(facilities.map(({ facilityId }) => facilityId))
  const isSame =
    now.size === before.places.length && before.places.every(({ facilityId }) => now.has(facilityId))
  if (!isSame) fail('closed', say('plan.otherFacilities'))
}

export function refuseMade(plan: { readonly status: string }): void {
  if (plan.status === 'published') fail('closed', say('plan.published'))
  if (plan.status === 'cancelled') fail('closed', say('plan.cancelled'))
}

/** Of two who change the plan as both saw it, one is refused. */
export async function takeEdit(tx: Tx, planId: PlanId, edits: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('count_plan')
    .set({ edits: edits + 1 })
    .where('plan_id', '=', planId)
    .where('edits', '=', edits)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) fail('changed-meanwhile', say('plan.changed'))
}

function columnsOf(body: PlanBody) {
  return {
    name: body.name,
    purpose: body.purpose,
    status: body.isTemplate ? ('template' as const) : ('draft' as const),
    blind: body.blind ? (1 as const) : (0 as const),
    item_set: JSON.stringify(body.itemSet),
    start_local: body.startLocal,
    due_local: body.dueLocal,
  }
}

async function insertFacilities(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  planId: PlanId,
  { facilities }: PlanBody,
): Promise<void> {
  await ctx.db.rows.insert(
    tx,
    'count_plan_facility',
    facilities.map(({ facilityId, itemSet }) => ({
      plan_id: planId,
      facility_id: facilityId,
      org_id: actor.orgId,
      item_set: itemSet === null ? null : JSON.stringify(itemSet),
    })),
  )
}
