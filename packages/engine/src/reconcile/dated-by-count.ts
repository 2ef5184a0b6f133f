import type { EngineContext } from '../context.ts'
import { parseBasis } from './basis.ts'
import type { FacilityCount } from './facility-count.ts'
import type { PositionMovement } from './position.ts'

/**
 * The movements, those dated by their count by which the backend booked another run's adjustment. It may have booked them when they
 * were delivered, but they correct what the book said when that run counted: nothing was moved at the delivery.
 */
export async function datedByCount(
  ctx: EngineContext,
  count: FacilityCount,
  movements: readonly PositionMovement[],
): Promise<readonly PositionMovement[]> {
  if (movements.length === 0) return movements
  const earliest = movements.reduce((least, { recordedAt }) => Math.min(least, recordedAt), Infinity)
  const rows = await ctx.db.read
    .selectFrom('proposed_actions as p')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'p.variance_id')
    .select(['p.document_id', 'v.basis'])
    .where('p.facility_id', '=', count.facilityId)
    .where('p.run_id', '!=', count.runId)
    .where('p.status_id', '=', 'accepted')
    .where('p.settled_at', '>=', earliest)
    .execute()
  const countedAt = new Map(rows.map((row) => [row.document_id, parseBasis(row.basis).asOfAt]))
  return movements.map((movement) => ({
    ...movement,
    occurredAt: countedAt.get(movement.externalRef) ?? movement.occurredAt,
  }))
}
