import type { Tx } from '../context.ts'
import type { FacilityCount } from './facility-count.ts'

/**
 * Tells which scans of the round and of its recounts count now. The log only grows, so how many of a session's events count says which. What waits late or
 * was dismissed changes nothing here, so a review is not called older for it.
 */
export async function scansSeen(
  db: Pick<Tx, 'selectFrom'>,
  count: Pick<FacilityCount, 'runId' | 'facilityId' | 'round'>,
): Promise<string> {
  // Counted apart, so that both counts are read from indexes alone: a large count has hundreds of thousands of scans.
  const scans = db
    .selectFrom('inventory_count_import as s')
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .select((eb) => ['c.session_id', eb.fn.countAll<number>().as('events')])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '>=', count.round)
    .where('s.status_id', '=', 'submitted')
    .groupBy('c.session_id')
    .orderBy('c.session_id')
  const all = await scans.execute()
  const late = await scans
    .where('c.late_state', 'is not', null)
    .where('c.late_state', '!=', 'accepted')
    .execute()
  const lateIn = new Map(late.map((row) => [row.session_id, row.events]))
  return JSON.stringify(
    all
      .map((row) => [row.session_id, row.events - (lateIn.get(row.session_id) ?? 0)] as const)
      .filter(([, events]) => events > 0),
  )
}
