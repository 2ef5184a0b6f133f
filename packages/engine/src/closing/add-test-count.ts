import { fail, type CountClosing } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { facilityCount } from '../reconcile/facility-count.ts'
import type { Body } from '../reports/reply.ts'
import { varianceLines } from '../reports/variance-lines.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { closingOf } from './count-closing.ts'

/** An auditor's own count of a line, kept beside what was counted of it. It changes no figure: it says how far the count can be trusted. */
export async function addTestCount(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'testCount'>,
): Promise<CountClosing> {
  const count = await facilityCount(ctx, actor, 'test-count', runId)
  const line = await varianceLines(ctx, count).where('v.variance_id', '=', body.varianceId).executeTakeFirst()
  if (!line) return fail('not-found', say('line.none'))
  const at = ctx.now()
  await transact(ctx, async (tx) => {
    await tx
      .insertInto('auditor_test_count')
      .values({
        test_count_id: ctx.newId(),
        org_id: count.orgId,
        run_id: count.runId,
        facility_id: count.facilityId,
        variance_id: line.variance_id,
        counted_milli: body.countedMilli,
        recorded_milli: line.actual_quantity_on_hand,
        note: body.note,
        counted_by: actor.personId,
        counted_at: at,
      })
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at,
        tag: 'count.test-counted',
        subjectKind: 'variance',
        subjectId: line.variance_id,
        before: { countedMilli: line.actual_quantity_on_hand },
        after: { countedMilli: body.countedMilli },
        ...(body.note === '' ? {} : { reason: body.note }),
      },
    ])
  })
  return closingOf(ctx, count)
}
