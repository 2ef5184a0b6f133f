import type { DecisionId, VarianceId } from '@cyclecount/domain'
import { COUNTED_AS_EXPECTED } from '../company/reasons.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { LineFound } from './comparison.ts'
import type { Writing } from './write-variances.ts'

const ZERO_VARIANCE_RULE = 'zero-variance/1'

/** Lines that differ by nothing are decided at once by the rule, with its reason. */
export async function settleExpected(
  ctx: EngineContext,
  tx: Tx,
  { count, expectedReason }: Writing,
  settled: readonly { readonly varianceId: VarianceId; readonly line: LineFound }[],
  at: number,
): Promise<void> {
  await ctx.db.rows.insert(
    tx,
    'inventory_var_dcsn_rsn',
    settled.map(({ varianceId }) => ({
      decision_id: ctx.newId<DecisionId>(),
      org_id: count.orgId,
      run_id: count.runId,
      facility_id: count.facilityId,
      variance_id: varianceId,
      outcome: 'no-variance' as const,
      reason_id: expectedReason,
      note: '',
      precedence: null,
      decided_by: null,
      rule_version: ZERO_VARIANCE_RULE,
      decided_at: at,
    })),
  )
  const statuses = settled.flatMap(({ line }) =>
    line.items.map((item) => ({
      inv_count_imp_status_id: ctx.newId(),
      org_id: count.orgId,
      facility_id: count.facilityId,
      status_id: 'no-variance',
      inventory_count_import_id: item.sessionId,
      import_item_seq_id: item.seq,
      status_date: at,
      change_by_user_login_id: null,
      device_id: null,
      reason: COUNTED_AS_EXPECTED,
    })),
  )
  await ctx.db.rows.insert(tx, 'inv_count_import_status', statuses)
}
