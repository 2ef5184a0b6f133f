import { fail, type RunDetail } from '@cyclecount/contract'
import { moveRun, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { requestUsedSuggestions } from '../jobs/request-job.ts'
import { noteEvents } from '../events/note-events.ts'
import { runDetail } from '../planning/runs.ts'
import { facilityCount, lockFacilityCount, refuseClosed } from '../reconcile/facility-count.ts'
import { checklistOf } from '../reports/checklist.ts'
import type { Body } from '../reports/reply.ts'
import { newestSubmission, setStatus } from './submission-rows.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/** Submits the facility's count to HQ. Refused with everything that stands in the way, all at once. */
export async function submitFacility(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'submitFacility'>,
): Promise<RunDetail> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  await transact(ctx, async (tx) => {
    const { status } = await lockFacilityCount(tx, count)
    refuseClosed({ status })
    const { items } = await checklistOf(tx, count)
    if (items.length > 0) {
      fail(
        'not-ready',
        say('run.notReady', { items: items.map((item) => item.message).join(' ') }),
        items.map((item) => ({ path: item.kind, message: item.message })),
      )
    }
    const at = ctx.now()
    const next = moveRun(status, 'submit')
    if (next === 'refused') return fail('closed', say('run.notSubmitted'))
    await setStatus(tx, count, next)
    const number = ((await newestSubmission(tx, count))?.number ?? 0) + 1
    await tx
      .insertInto('facility_submission')
      .values({
        run_id: count.runId,
        facility_id: count.facilityId,
        number,
        org_id: count.orgId,
        submitted_at: at,
        submitted_by: actor.personId,
        note: body.note,
        outcome: null,
        answered_at: null,
        answered_by: null,
        answer: '',
      })
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at,
        tag: 'run.submitted',
        subjectKind: 'run',
        subjectId: runId,
        before: { status },
        after: { status: 'submitted', number },
        ...(body.note === '' ? {} : { reason: body.note }),
      },
    ])
    await requestUsedSuggestions(tx, ctx, { orgId: count.orgId, facilityId: count.facilityId })
    await noteEvents(ctx, tx, actor.orgId, [
      {
        type: 'run.submitted',
        facilityId: count.facilityId,
        subject: `run/${runId}`,
        data: { runId, number },
      },
    ])
  })
  ctx.changed({ facilityId: count.facilityId })
  return runDetail(ctx, actor, runId)
}
