import type { Tx } from '../context.ts'
import { parseBasis, type Basis } from './basis.ts'
import type { LineFound } from './comparison.ts'
import type { FacilityCount } from './facility-count.ts'
import type { VarianceRow } from './variance-row.ts'

/** The current version of a line, and how it was decided; null while it is open. */
export interface Known {
  readonly row: VarianceRow
  readonly basis: Basis
  readonly outcome: 'approved' | 'rejected' | 'no-variance' | null
}

/** The current versions of these lines, by line key. */
export async function knownLines(
  tx: Tx,
  count: FacilityCount,
  chunk: readonly LineFound[],
): Promise<ReadonlyMap<string, Known>> {
  const rows = await tx
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .selectAll('v')
    .select('d.outcome')
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
    .where(
      'v.line_key',
      'in',
      chunk.map((line) => line.lineKey),
    )
    .execute()
  return new Map(
    rows.map(({ outcome, ...row }) => [row.line_key, { row, basis: parseBasis(row.basis), outcome }]),
  )
}

/** The newest version number of these lines, current or not, by line key. */
export async function newestVersions(
  tx: Tx,
  count: FacilityCount,
  chunk: readonly LineFound[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('inv_count_import_variance')
    .select((eb) => ['line_key', eb.fn.max('version').as('version')])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where(
      'line_key',
      'in',
      chunk.map((line) => line.lineKey),
    )
    .groupBy('line_key')
    .execute()
  return new Map(rows.map((row) => [row.line_key, row.version]))
}
