import type { LocationId, PersonId, ProductId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

/** Who was asked to count a place again and has not submitted. */
export type OpenRecounts = (
  productId: ProductId | null,
  locationId: LocationId | null,
) => PersonId | undefined

/** The recounts of the run that are under way. One that was taken back is not. */
export async function openRecounts(
  db: Pick<ReadOrTx, 'selectFrom'>,
  count: Pick<FacilityCount, 'runId' | 'facilityId'>,
): Promise<OpenRecounts> {
  const rows = await db
    .selectFrom('recount_item as r')
    .innerJoin('count_assignment as ca', 'ca.assignment_id', 'r.assignment_id')
    .select(['r.product_id', 'r.location_id', 'ca.person_id'])
    .where('r.run_id', '=', count.runId)
    .where('r.facility_id', '=', count.facilityId)
    .where('ca.released_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('inventory_count_import as s')
            .select('s.assignment_id')
            .whereRef('s.assignment_id', '=', 'r.assignment_id')
            .where('s.status_id', '=', 'submitted'),
        ),
      ),
    )
    .execute()
  const open = new Map(rows.map((row) => [keyOf(row.product_id, row.location_id), row.person_id]))
  return (productId, locationId) => open.get(keyOf(productId, locationId))
}

function keyOf(productId: ProductId | null, locationId: LocationId | null): string {
  return JSON.stringify([productId, locationId])
}
