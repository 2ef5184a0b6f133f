import type { CountClosing } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { facilityCount } from '../reconcile/facility-count.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { closingOf } from './count-closing.ts'

/** Notes the cut-off, the posting date and the accounting period; what was noted before stands in the audit log. */
export async function setClosing(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'setClosing'>,
): Promise<CountClosing> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  const { postingDate, accountingPeriod, cutOff } = await closingOf(ctx, count)
  const at = ctx.now()
  await transact(ctx, async (tx) => {
    const noted = {
      posting_date: body.postingDate,
      accounting_period: body.accountingPeriod,
      cut_off: JSON.stringify(body.cutOff),
      noted_by: actor.personId,
      noted_at: at,
    }
    await tx
      .insertInto('count_closing')
      .values({ run_id: count.runId, facility_id: count.facilityId, org_id: count.orgId, ...noted })
      .onConflict((conflict) => conflict.columns(['run_id', 'facility_id']).doUpdateSet(noted))
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at,
        tag: 'count.closing-noted',
        subjectKind: 'run',
        subjectId: runId,
        before: { postingDate, accountingPeriod, cutOff },
        after: body,
      },
    ])
  })
  return closingOf(ctx, count)
}
