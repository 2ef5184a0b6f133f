import { fail } from '@cyclecount/contract'
import type { PlanId } from '@cyclecount/domain'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { makeRuns, planToRun } from './make-runs.ts'
import { planToChange } from './plan-rows.ts'
import { windowIn } from './run-window.ts'
import { refuseMade, takeEdit } from './save-plan.ts'

/**
 * Makes one run for each facility of a draft, all or none, each with its window in its own time zone; once. A facility at which the plan names no
 * item gets none, and is named in the answer.
 */
export async function publishPlan(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  { edits }: Body<'publishPlan'>,
): Promise<Reply<'publishPlan'>> {
  const reply = await transact(ctx, async (tx) => {
    const row = await planToChange(tx, actor, planId)
    refuseMade(row)
    if (row.status === 'template') fail('closed', say('plan.template'))
    await takeEdit(tx, planId, edits)
    const plan = await planToRun(tx, planId)
    if (plan.places.length === 0) fail('not-ready', say('plan.noFacility'))
    const made = await makeRuns(
      ctx,
      tx,
      causeOf(actor),
      plan,
      plan.places.map(({ facilityId, timeZone }) => ({
        facilityId,
        window: windowIn(timeZone, plan),
      })),
      actor,
    )
    if (made.size === 0) fail('not-ready', say('plan.noItems'))
    await tx
      .updateTable('count_plan')
      .set({ status: 'published', published_at: ctx.now(), published_by: actor.personId })
      .where('plan_id', '=', planId)
      .execute()
    return {
      runs: [...made].map(([facilityId, runId]) => ({ facilityId, runId })),
      withoutItems: plan.places.flatMap(({ facilityId }) => (made.has(facilityId) ? [] : [facilityId])),
    }
  })
  for (const { facilityId } of reply.runs) ctx.changed({ facilityId })
  return reply
}
