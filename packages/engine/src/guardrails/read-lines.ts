import type { GuardedLine } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { ReadOrTx } from '../context.ts'
import { parseBasis, type Basis } from '../reconcile/basis.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import { guardedLine, productClasses } from './guarded-line.ts'
import { RULE_NAMES } from './rule-versions.ts'

export interface LineToJudge {
  readonly row: VarianceRow
  readonly basis: Basis
  readonly guarded: GuardedLine
}

/** The run's current lines that differ: those that are open, and those that rules decided before. */
export async function linesToJudge(
  db: Pick<ReadOrTx, 'selectFrom'>,
  count: FacilityCount,
): Promise<{ readonly open: readonly LineToJudge[]; readonly taken: readonly GuardedLine[] }> {
  const rows = await db
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .selectAll('v')
    .select('d.decision_id')
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
    .where('v.variance_quantity_on_hand', '!=', 0)
    .where((eb) =>
      eb.or([eb('d.decision_id', 'is', null), eb('d.rule_version', 'like', sql.lit(`${RULE_NAMES}%`))]),
    )
    .orderBy('v.line_key')
    .execute()
  const classes = await productClasses(
    db,
    rows.map((row) => row.product_id),
  )
  const lines = rows.map(({ decision_id: decision, ...row }) => {
    const basis = parseBasis(row.basis)
    return { row, basis, isDecided: decision !== null, guarded: guardedLine(count, classes, row, basis) }
  })
  return {
    open: lines.filter(({ isDecided }) => !isDecided),
    taken: lines.flatMap(({ isDecided, guarded }) => (isDecided ? [guarded] : [])),
  }
}
