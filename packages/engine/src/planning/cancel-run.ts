import { fail, type RunDetail } from '@cyclecount/contract'
import { moveRun, statusesChangedBy, type FacilityId, type RunId, type RunStatus } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
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
  const { runId, reason } = input
  const wanted = { runId, facilityId: run.facility_id, status: run.status }
  await ctx.db.write(async (tx) => {
    const cancelled = await cancelRuns(ctx, tx, actor, [wanted], reason)
    if (cancelled.length === 0) fail('changed-meanwhile', say('run.closedMeanwhile'))
  })
  ctx.changed({ facilityId: run.facility_id })
  return runDetail(ctx, actor, input.runId)
}

export interface RunToCancel {
  readonly runId: RunId
  readonly facilityId: FacilityId
  readonly status: RunStatus
}

/** Cancels those of the runs that can be, in the caller's transaction, and answers which. */
export async function cancelRuns(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  runs: readonly RunToCancel[],
  reason: string,
): Promise<readonly RunToCancel[]> {
  const now = ctx.now()
  const ids = runs.map(({ runId }) => runId)
  if (ids.length === 0) return []
  const done = await tx
    .updateTable('run_facility')
    .set({ status: 'cancelled' })
    .where('run_id', 'in', ids)
    .where('org_id', '=', actor.orgId)
    .where('status', 'in', statusesChangedBy('cancel'))
    .returning('run_id')
    .execute()
  const doneIds = new Set(done.map((row) => row.run_id))
  if (doneIds.size === 0) return []
  await tx
    .updateTable('count_run')
    .set({ cancelled_at: now })
    .where('run_id', 'in', [...doneIds])
    .execute()
  const cancelled = runs.filter(({ runId }) => doneIds.has(runId))
  for (const { runId } of cancelled)
    await suspendSessions(ctx, tx, actor, { runId, reason: say('history.runCancelled') })
  await appendAudit(
    tx,
    causeOf(actor),
    cancelled.map(({ runId, facilityId, status }) => ({
      facilityId,
      at: now,
      tag: 'run.cancelled',
      subjectKind: 'run',
      subjectId: runId,
      before: { status },
      after: { status: 'cancelled' },
      reason,
    })),
    ctx.db.rows,
  )
  await noteEvents(
    ctx,
    tx,
    actor.orgId,
    cancelled.map(({ runId, facilityId }) => ({
      type: 'run.cancelled',
      facilityId,
      subject: `run/${runId}`,
      data: { runId, reason },
    })),
  )
  return cancelled
}
