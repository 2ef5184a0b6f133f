import type { Precedence, VarianceId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { ApprovedFirst } from './approval-levels.ts'
import type { GivenReason } from './given-reason.ts'

interface ApprovingFirst {
  readonly actor: Actor
  readonly count: FacilityCount
  readonly reason: GivenReason
  readonly note: string
  readonly precedence: Precedence
  readonly moveId: string | null
  readonly ruleVersion: string
}

/** Keeps that the person approved the lines, which wait for somebody of HQ from now on. Nothing of them is decided or proposed. */
export async function approveFirst(
  ctx: EngineContext,
  tx: Tx,
  { actor, count, reason, note, precedence, moveId, ruleVersion }: ApprovingFirst,
  lines: readonly ApprovedFirst[],
): Promise<void> {
  if (lines.length === 0) return
  const at = ctx.now()
  await forgetBefore(
    tx,
    lines.map(({ row }) => row.variance_id),
  )
  await ctx.db.rows.insert(
    tx,
    'first_approval',
    lines.map(({ row, layer }) => ({
      variance_id: row.variance_id,
      org_id: count.orgId,
      run_id: count.runId,
      facility_id: count.facilityId,
      reason_id: reason.reasonId,
      note,
      precedence,
      move_id: moveId,
      layer,
      rule_version: ruleVersion,
      approved_by: actor.personId,
      approved_at: at,
    })),
  )
  await appendAudit(
    tx,
    causeOf(actor),
    lines.map(({ row, layer }): AuditEntry => ({
      facilityId: count.facilityId,
      at,
      tag: 'variance.approved-first',
      subjectKind: 'variance',
      subjectId: row.variance_id,
      before: { version: row.version, variance: row.variance_quantity_on_hand },
      after: { reason: reason.code, rule: ruleVersion, layer, ...(moveId === null ? {} : { moveId }) },
      ...(note === '' ? {} : { reason: note }),
    })),
    ctx.db.rows,
  )
}

/** What was approved singly is approved as a move now, or the other way round. The audit log has both. */
async function forgetBefore(tx: Tx, varianceIds: readonly VarianceId[]): Promise<void> {
  for (const ids of chunksOf(varianceIds, 500))
    await tx.deleteFrom('first_approval').where('variance_id', 'in', ids).execute()
}
