import { fail, type RunDetail } from '@cyclecount/contract'
import { moveRun, statusesChangedBy, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import { suspendSessions } from '../ingest/suspend.ts'
import { runAt, runDetail } from './runs.ts'
import { say } from '../words/say.ts'

/** Cancels a run. Nothing is deleted; counts of it that are under way are suspended, so that their people are free. */
export async function cancelRun(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly runId: RunId; readonly reason: string },
): Promise<RunDetail> {
  const run = await runAt(ctx, actor, input.runId, 'plan-runs')
  if (moveRun(run.status, 'cancel') === 'refused') fail('closed', say('run.submittedNotCancelled'))
  if (run.status === 'cancelled') return runDetail(ctx, actor, input.runId)
  await ctx.db.write(async (tx) => {
    const now = ctx.now()
    await tx
      .updateTable('count_run')
      .set({ cancelled_at: now })
      .where('run_id', '=', input.runId)
      .where('org_id', '=', actor.orgId)
      .execute()
    const { numUpdatedRows } = await tx
      .updateTable('run_facility')
      .set({ status: 'cancelled' })
      .where('run_id', '=', input.runId)
      .where('facility_id', '=', run.facility_id)
      .where('status', 'in', statusesChangedBy('cancel'))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) fail('changed-meanwhile', say('run.closedMeanwhile'))
    await suspendSessions(ctx, tx, actor, { runId: input.runId, reason: say('history.runCancelled') })
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: run.facility_id,
        at: now,
        tag: 'run.cancelled',
        subjectKind: 'run',
        subjectId: input.runId,
        before: { status: run.status },
        after: { status: 'cancelled' },
        reason: input.reason,
      },
    ])
    const { runId, reason } = input
    await noteEvents(ctx, tx, actor.orgId, [
      {
        type: 'run.cancelled',
        facilityId: run.facility_id,
        subject: `run/${runId}`,
        data: { runId, reason },
      },
    ])
  })
  ctx.changed({ facilityId: run.facility_id })
  return runDetail(ctx, actor, input.runId)
}
