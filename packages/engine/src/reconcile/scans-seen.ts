import type { Tx } from '../context.ts'
import { isOfTheCount } from './counted.ts'
import type { FacilityCount } from './facility-count.ts'

/**
 * Tells which scans of the round and of its recounts count now. The log only grows, so how many of a session's events count says which. What waits late or
 * was dismissed changes nothing here, so a review is not called older for it.
 */
export async function scansSeen(
  db: Pick<Tx, 'selectFrom'>,
  count: Pick<FacilityCount, 'runId' | 'facilityId' | 'round'>,
): Promise<string> {
  const rows = await db
    .selectFrom('inventory_count_import as s')
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .select((eb) => ['c.session_id', eb.fn.countAll<number>().as('events')])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '>=', count.round)
    .where('s.status_id', '=', 'submitted')
    .where(isOfTheCount)
    .groupBy('c.session_id')
    .orderBy('c.session_id')
    .execute()
  return JSON.stringify(rows.map((row) => [row.session_id, row.events]))
}
