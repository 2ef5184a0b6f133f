import { fail } from '@cyclecount/contract'
import type { RunId, VarianceId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { decideLines } from '../deciding/decide.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { kinOf, offsetLine, offsetOffers } from './offers.ts'
import { offsetKind } from './pair-offsets.ts'

/**
 * Approves both lines of a pair in one decision, as one move: two linked proposals, of which the one that takes off is delivered first and
 * the other only after it was accepted. Refuses as `decide` does, and (`not-ready`) two lines that do not cancel out.
 */
export function acceptOffset(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  { from, to, reasonId, note }: Body<'acceptOffset'>,
): Promise<Reply<'acceptOffset'>> {
  const body = { lines: [from, to], outcome: 'approved' as const, reasonId, note }
  return decideLines(ctx, actor, runId, body, {
    moveId: ctx.newId(),
    check: (tx, count, rows) => refuseNoOffset(tx, count, rows),
  })
}

async function refuseNoOffset(tx: Tx, count: FacilityCount, rows: readonly VarianceRow[]): Promise<void> {
  const kin = await kinOf(
    tx,
    count,
    rows.flatMap((row) => row.product_id ?? []),
  )
  const [short, over] = rows
    .toSorted((a, b) => a.variance_quantity_on_hand - b.variance_quantity_on_hand)
    .map((row) => offsetLine(row, kin))
  if (!short || !over || offsetKind(short, over) === null) fail('not-ready', say('offset.none'))
}

/** Says that two lines are no move; answers what else is offered. */
export async function rejectOffset(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'rejectOffset'>,
): Promise<Reply<'rejectOffset'>> {
  const count = await facilityCount(ctx, actor, 'decide', runId)
  await transact(ctx, async (tx) => {
    const { status } = await lockFacilityCount(tx, count)
    refuseClosed({ status })
    const [one, other] = (await lineKeys(tx, count, [body.from, body.to])).toSorted()
    if (one === undefined || other === undefined) return fail('not-found', say('line.notInRun'))
    const at = ctx.now()
    await tx
      .insertInto('offset_rejection')
      .values({
        run_id: count.runId,
        facility_id: count.facilityId,
        round: count.round,
        line_key: one,
        other_line_key: other,
        org_id: count.orgId,
        rejected_by: actor.personId,
        rejected_at: at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: count.facilityId,
        at,
        tag: 'offset.rejected',
        subjectKind: 'variance',
        subjectId: body.from,
        after: { other: body.to },
      },
    ])
  })
  return offsetOffers(ctx, actor, runId)
}

async function lineKeys(
  tx: Tx,
  count: FacilityCount,
  varianceIds: readonly VarianceId[],
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('inv_count_import_variance')
    .select('line_key')
    .distinct()
    .where('variance_id', 'in', varianceIds)
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .execute()
  return rows.map((row) => row.line_key)
}
