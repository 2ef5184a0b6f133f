import type { VarianceId } from '@cyclecount/domain'
import type { AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import type { LineFound } from './comparison.ts'
import type { FacilityCount } from './facility-count.ts'
import type { Known } from './known-lines.ts'

/** A decided line as it is found now. */
export interface DecidedAgain {
  readonly before: Known
  readonly line: LineFound
}

/**
 * Marks decided lines of which the book says something else by now as of their count, and takes the mark from those where it says again what was
 * decided on. Nothing else of them changes. Answers what the auditor is told.
 */
export async function markMoved(
  ctx: EngineContext,
  tx: Tx,
  count: FacilityCount,
  decided: readonly DecidedAgain[],
): Promise<readonly AuditEntry[]> {
  // What is only as of the read differs after every sale: that says nothing of the count.
  const sure = decided.filter(({ line }) => line.asOfCount && line.productId !== null)
  if (sure.length === 0) return []
  const known = await tx
    .selectFrom('book_moved')
    .select(['variance_id', 'expected_milli'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .execute()
  const markedAs = new Map(known.map((row) => [row.variance_id, row.expected_milli]))
  const ownOf = await proposedBy(
    tx,
    sure.map(({ before }) => before.row.variance_id),
  )
  const found = sure.map(({ before: { row }, line }) => ({
    row,
    nowMilli: line.systemQuantityOnHand - (ownOf.get(row.variance_id) ?? 0),
  }))
  const changed = found.filter(({ row, nowMilli }) => {
    const marked = nowMilli === row.system_quantity_on_hand ? undefined : nowMilli
    return markedAs.get(row.variance_id) !== marked
  })
  if (changed.length === 0) return []
  const at = ctx.now()
  await tx
    .deleteFrom('book_moved')
    .where(
      'variance_id',
      'in',
      changed.map(({ row }) => row.variance_id),
    )
    .execute()
  await ctx.db.rows.insert(
    tx,
    'book_moved',
    changed
      .filter(({ row, nowMilli }) => nowMilli !== row.system_quantity_on_hand)
      .map(({ row, nowMilli }) => ({
        variance_id: row.variance_id,
        org_id: count.orgId,
        run_id: count.runId,
        facility_id: count.facilityId,
        expected_milli: nowMilli,
        noted_at: at,
      })),
  )
  return changed.map(({ row, nowMilli }) => ({
    facilityId: count.facilityId,
    at,
    tag: 'variance.book-moved',
    subjectKind: 'variance',
    subjectId: row.variance_id,
    before: { expected: markedAs.get(row.variance_id) ?? row.system_quantity_on_hand },
    after: { expected: nowMilli },
  }))
}

/** What these decisions themselves have changed in the book, or still owe it. */
async function proposedBy(tx: Tx, ids: readonly VarianceId[]): Promise<ReadonlyMap<VarianceId, number>> {
  const rows = await tx
    .selectFrom('proposed_actions')
    .select(['variance_id', 'delta_milli'])
    .where('variance_id', 'in', ids)
    .where('status_id', '!=', 'rejected')
    .execute()
  const sums = new Map<VarianceId, number>()
  for (const row of rows) sums.set(row.variance_id, (sums.get(row.variance_id) ?? 0) + row.delta_milli)
  return sums
}
