import { fail } from '@cyclecount/contract'
import { moveRun, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, requireAt, type Actor, type EngineContext, type Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * HQ approves runs that stores proposed, so that they can be counted, or sends them back with a reason; all or none of those named. Nobody approves
 * what they proposed themselves.
 */
export async function answerRuns(
  ctx: EngineContext,
  actor: Actor,
  { runIds, outcome, note }: Body<'answerRuns'>,
): Promise<Reply<'answerRuns'>> {
  if (outcome === 'sent-back' && note.trim() === '') {
    fail('bad-request', say('run.sendBackWhy'), [
      { path: 'body.note', message: say('run.sendBackWhy.fault') },
    ])
  }
  const answered = await transact(ctx, async (tx) => {
    const rows = await proposedRuns(tx, actor, runIds)
    const next = moveRun('proposed', outcome === 'approved' ? 'approve' : 'send-back')
    if (next === 'refused') throw new Error('a proposed run can be answered')
    const at = ctx.now()
    const { numUpdatedRows } = await tx
      .updateTable('run_facility')
      .set({ status: next, approval_note: note, approval_by: actor.personId, approval_at: at })
      .where('run_id', 'in', runIds)
      .where('status', '=', 'proposed')
      .executeTakeFirstOrThrow()
    if (Number(numUpdatedRows) !== rows.length) fail('changed-meanwhile', say('run.notProposed'))
    const tag = outcome === 'approved' ? ('run.approved' as const) : ('run.sent-back' as const)
    await appendAudit(
      tx,
      causeOf(actor),
      rows.map((row) => ({
        facilityId: row.facility_id,
        at,
        tag,
        subjectKind: 'run',
        subjectId: row.run_id,
        before: { status: 'proposed' },
        after: { status: next },
        ...(note === '' ? {} : { reason: note }),
      })),
      ctx.db.rows,
    )
    await noteEvents(
      ctx,
      tx,
      actor.orgId,
      rows.map((row) => ({
        type: tag,
        facilityId: row.facility_id,
        subject: `run/${row.run_id}`,
        data: { runId: row.run_id, note },
      })),
    )
    return rows
  })
  for (const row of answered) ctx.changed({ facilityId: row.facility_id })
  return { done: true }
}

async function proposedRuns(tx: Tx, actor: Actor, runIds: readonly RunId[]) {
  const rows = await tx
    .selectFrom('count_run as r')
    .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
    .select(['r.run_id', 'r.created_by', 'rf.facility_id', 'rf.status'])
    .where('r.org_id', '=', actor.orgId)
    .where('r.run_id', 'in', runIds)
    .execute()
  if (rows.length !== new Set(runIds).size) fail('not-found', say('run.none'))
  for (const row of rows) requireAt(actor, 'accept-counts', row.facility_id)
  if (rows.some((row) => row.status !== 'proposed')) fail('changed-meanwhile', say('run.notProposed'))
  if (rows.some((row) => row.created_by === actor.personId)) fail('own-count', say('run.ownProposed'))
  return rows
}
