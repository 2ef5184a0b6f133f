import { fail } from '@cyclecount/contract'
import type { PlanId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { cancelRuns } from './cancel-run.ts'
import { planToChange } from './plan-rows.ts'

/**
 * Cancels the runs of a plan, or those at some of its facilities, with one reason; all of them, and the plan is cancelled too. Runs that were
 * submitted to HQ stay, and are counted in the answer. Nothing is deleted.
 */
export async function cancelPlan(
  ctx: EngineContext,
  actor: Actor,
  planId: PlanId,
  { reason, facilityIds }: Body<'cancelPlan'>,
): Promise<Reply<'cancelPlan'>> {
  const { cancelled, left } = await transact(ctx, async (tx) => {
    const plan = await planToChange(tx, actor, planId)
    if (plan.status === 'cancelled') fail('closed', say('plan.cancelled'))
    const rows = await tx
      .selectFrom('count_run as r')
      .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
      .select(['r.run_id', 'rf.facility_id', 'rf.status'])
      .where('r.plan_id', '=', planId)
      .where('rf.status', '!=', 'cancelled')
      .$if(facilityIds !== null, (found) => found.where('rf.facility_id', 'in', facilityIds ?? []))
      .orderBy('r.run_id')
      .execute()
    const runs = rows.map((row) => ({ runId: row.run_id, facilityId: row.facility_id, status: row.status }))
    const done = await cancelRuns(ctx, tx, actor, runs, reason)
    if (facilityIds === null)
      await tx
        .updateTable('count_plan')
        .set({ status: 'cancelled', cancelled_at: ctx.now(), edits: plan.edits + 1 })
        .where('plan_id', '=', planId)
        .execute()
    return { cancelled: done, left: runs.length - done.length }
  })
  for (const { facilityId } of cancelled) ctx.changed({ facilityId })
  return { cancelled: cancelled.length, left }
}
