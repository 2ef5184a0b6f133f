import { fail } from '@cyclecount/contract'
import type { AreaId, RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext } from '../context.ts'
import { facilityCount, lockFacilityCount, refuseClosed } from '../reconcile/facility-count.ts'
import { areasToSubmit } from '../reports/areas-to-submit.ts'
import { checklist } from '../reports/checklist.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * Says why an area was not counted, so that the count can be submitted without it. Nothing is called missing there. Refused
 * (`not-ready`) for an area that somebody has or counts: it is taken back, or its session voided, first.
 */
export async function explainArea(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly runId: RunId; readonly areaId: AreaId },
  { reason }: Body<'explainArea'>,
): Promise<Reply<'checklist'>> {
  const count = await facilityCount(ctx, actor, 'decide', input.runId)
  await transact(ctx, async (tx) => {
    const { status, round } = await lockFacilityCount(tx, count)
    refuseClosed({ status })
    const { uncounted } = await areasToSubmit(tx, { ...count, round })
    const area = uncounted.find(({ areaId }) => areaId === input.areaId)
    if (!area) return fail('not-ready', say('submission.areaNotOpen'))
    const at = ctx.now()
    const said = { reason, explained_by: actor.personId, explained_at: at }
    await tx
      .insertInto('area_explanation')
      .values({
        run_id: count.runId,
        facility_id: count.facilityId,
        round,
        area_id: area.areaId,
        org_id: count.orgId,
        ...said,
      })
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'facility_id', 'round', 'area_id']).doUpdateSet(said),
      )
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at,
        tag: 'area.explained',
        subjectKind: 'run',
        subjectId: count.runId,
        before: area.explained && { areaId: area.areaId, reason: area.explained.reason },
        after: { areaId: area.areaId, area: area.areaName },
        reason,
      },
    ])
  })
  ctx.changed({ facilityId: count.facilityId })
  return checklist(ctx, actor, input.runId)
}
