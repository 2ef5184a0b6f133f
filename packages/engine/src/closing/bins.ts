import type { LocationId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { EngineContext } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

export interface Bin {
  readonly locationId: LocationId
  readonly code: string
  readonly zone: string
  readonly area: string | null
  readonly state: 'counted' | 'confirmed-empty' | 'not-reached'
}

/**
 * Every bin of the facility and what became of it in the run: counted, confirmed empty (it, or its whole area), or not reached by any
 * submitted session. Blank is not zero.
 */
export async function binsOf(ctx: EngineContext, count: FacilityCount): Promise<readonly Bin[]> {
  const { read } = ctx.db
  const reached = await read
    .selectFrom('session_location as sl')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'sl.session_id')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.status_id', '=', 'submitted')
    .select([
      'sl.location_id',
      sql<number>`max(case when sl.state = 'counted' then 1 else 0 end)`.as('counted'),
    ])
    .groupBy('sl.location_id')
    .execute()
  const emptyAreas = await read
    .selectFrom('inventory_count_import as s')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.status_id', '=', 'submitted')
    .where('s.area_empty', '=', 1)
    .select('s.area_id')
    .execute()
  const rows = await read
    .selectFrom('location as l')
    .innerJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .leftJoin('area_location as al', 'al.location_id', 'l.location_id')
    .leftJoin('area as a', 'a.area_id', 'al.area_id')
    .where('l.facility_id', '=', count.facilityId)
    .select(['l.location_id', 'l.location_seq_id', 'z.name as zone', 'a.area_id', 'a.name as area'])
    .orderBy('l.location_seq_id')
    .orderBy('a.code')
    .execute()
  const counted = new Map(reached.map((row) => [row.location_id, row.counted === 1]))
  const empty = new Set<string>(emptyAreas.map((row) => row.area_id))
  return [...Map.groupBy(rows, (row) => row.location_id)].flatMap(([locationId, members]) => {
    const [first] = members
    if (!first) return []
    const inEmptyArea = members.some((row) => row.area_id !== null && empty.has(row.area_id))
    const isCounted = counted.get(locationId) ?? (inEmptyArea ? false : null)
    const state = isCounted === null ? 'not-reached' : isCounted ? 'counted' : 'confirmed-empty'
    return [{ locationId, code: first.location_seq_id, zone: first.zone, area: first.area, state }]
  })
}
