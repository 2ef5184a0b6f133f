import { fail, type PlanDetail } from '@cyclecount/contract'
import type { PlanId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { isSeen, planRow } from './plan-rows.ts'
import { planDetail } from './plans.ts'
import { insertPlan } from './save-plan.ts'
import { planToRun } from './make-runs.ts'

/** A draft (or template) that says what the plan says, at those of its facilities at which the actor plans; whatever became of the plan. */
export async function copyPlan(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  { name, isTemplate }: Body<'copyPlan'>,
): Promise<PlanDetail> {
  const copyId = ctx.newId<PlanId>()
  const scope = scopeOf(actor, 'plan-runs')
  await transact(ctx, async (tx) => {
    const { purpose } = await planRow(tx, actor, planId)
    const { places, itemSet, blind, startLocal, dueLocal } = await planToRun(tx, planId)
    const facilities = places.map((place) => place.facilityId)
    if (!isSeen(actor, facilities)) fail('not-found', say('plan.none'))
    await insertPlan(ctx, tx, actor, {
      planId: copyId,
      copiedFrom: planId,
      body: {
        name,
        isTemplate,
        purpose,
        blind,
        itemSet,
        startLocal,
        dueLocal,
        facilities: places.filter(({ facilityId }) => scope === 'all' || scope.includes(facilityId)),
      },
    })
  })
  return planDetail(ctx, actor, copyId)
}
