import { fail, type RunDetail } from '@cyclecount/contract'
import { moveRun, type RunId, type RunStatus } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import { runDetail } from '../planning/runs.ts'
import { facilityCount, lockFacilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { checklistOf } from '../reports/checklist.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { whyOwn } from './own-count.ts'
import { newestSubmission, setStatus, type SubmissionRow } from './submission-rows.ts'

/**
 * HQ accepts the facility's count, and then nothing of it changes any more; or returns it with a reason, and then it is open again for
 * its manager, who submits it once more. The answer is to the submission that was seen (`changed-meanwhile` where another one waits by
 * now, `closed` where none does). Accepting is refused to who submitted it or counted in the run (`own-count`), and where something
 * arrived since that its manager has to decide (`not-ready`).
 */
export async function answerSubmission(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'answerSubmission'>,
): Promise<RunDetail> {
  const count = await facilityCount(ctx, actor, 'accept-counts', runId)
  await transact(ctx, async (tx) => {
    const { status } = await lockFacilityCount(tx, count)
    const submission = await newestSubmission(tx, count)
    const next = moveRun(status, body.outcome === 'accepted' ? 'accept' : 'return')
    if (next === 'refused' || !submission) return fail('closed', say('submission.notWaiting'))
    if (submission.number !== body.number) fail('changed-meanwhile', say('submission.another'))
    if (body.outcome === 'accepted') await refuseAccepting(tx, count, submission, actor)
    await write(ctx, tx, { actor, count, submission, body, next })
  })
  ctx.changed({ facilityId: count.facilityId })
  return runDetail(ctx, actor, runId)
}

async function refuseAccepting(
  tx: Tx,
  count: FacilityCount,
  submission: SubmissionRow,
  actor: Actor,
): Promise<void> {
  const own = await whyOwn(tx, count, submission, actor.personId)
  if (own === 'submitted') fail('own-count', say('submission.ownSubmitted'))
  if (own === 'counted') fail('own-count', say('submission.ownCounted'))
  const { items } = await checklistOf(tx, count)
  if (items.length === 0) return
  fail(
    'not-ready',
    say('submission.notReady', { items: items.map((item) => item.message).join(' ') }),
    items.map((item) => ({ path: item.kind, message: item.message })),
  )
}

interface Answer {
  readonly actor: Actor
  readonly count: FacilityCount
  readonly submission: SubmissionRow
  readonly body: Body<'answerSubmission'>
  readonly next: RunStatus
}

async function write(
  ctx: EngineContext,
  tx: Tx,
  { actor, count, submission, body, next }: Answer,
): Promise<void> {
  const at = ctx.now()
  await tx
    .updateTable('facility_submission')
    .set({ outcome: body.outcome, answered_at: at, answered_by: actor.personId, answer: body.note })
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('number', '=', submission.number)
    .execute()
  await setStatus(tx, count, next)
  await appendAudit(tx, causeOf(actor), [
    {
      facilityId: count.facilityId,
      at,
      tag: `run.${body.outcome}`,
      subjectKind: 'run',
      subjectId: count.runId,
      before: { status: 'submitted', number: submission.number },
      after: { status: body.outcome },
      ...(body.note === '' ? {} : { reason: body.note }),
    },
  ])
  await noteEvents(ctx, tx, count.orgId, [
    {
      type: `run.${body.outcome}`,
      facilityId: count.facilityId,
      subject: `run/${count.runId}`,
      data: { runId: count.runId, number: submission.number },
    },
  ])
}
