import type { DecisionId, PersonId, Precedence } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import type { Basis } from '../reconcile/basis.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import type { GivenReason } from './given-reason.ts'

export interface Decided {
  readonly decisionId: DecisionId
  readonly row: VarianceRow
  readonly basis: Basis
}

/** Who decided: a person, or a version of the rules. */
export type Decider =
  | { readonly personId: PersonId; readonly ruleVersion: null }
  | { readonly personId: null; readonly ruleVersion: string }

export interface DecisionMade {
  readonly by: Decider
  readonly count: FacilityCount
  readonly reason: GivenReason
  readonly outcome: 'approved' | 'rejected'
  readonly note: string
  /** Of lines whose stock moved after they were counted. */
  readonly precedence: Precedence
  readonly at: number
}

/** The decisions, and the status of every session item they are about. */
export async function insertDecisions(
  ctx: EngineContext,
  tx: Tx,
  made: DecisionMade,
  decided: readonly Decided[],
): Promise<void> {
  const { by, count, reason, outcome, note, precedence, at } = made
  const decisions = decided.map(({ decisionId, row, basis }) => ({
    decision_id: decisionId,
    org_id: count.orgId,
    run_id: count.runId,
    facility_id: count.facilityId,
    variance_id: row.variance_id,
    outcome,
    reason_id: reason.reasonId,
    note,
    precedence: outcome === 'approved' && basis.movedSinceMilli !== 0 ? precedence : null,
    decided_by: by.personId,
    rule_version: by.ruleVersion,
    decided_at: at,
  }))
  await ctx.db.rows.insert(tx, 'inventory_var_dcsn_rsn', decisions)
  const statuses = decided.flatMap(({ basis }) =>
    basis.items.map((item) => ({
      inv_count_imp_status_id: ctx.newId(),
      org_id: count.orgId,
      facility_id: count.facilityId,
      status_id: outcome,
      inventory_count_import_id: item.sessionId,
      import_item_seq_id: item.seq,
      status_date: at,
      change_by_user_login_id: by.personId,
      device_id: null,
      reason: reason.code,
    })),
  )
  await ctx.db.rows.insert(tx, 'inv_count_import_status', statuses)
}
