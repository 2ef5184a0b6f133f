import type { AreaId, LocationId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import type { FacilityCount } from './facility-count.ts'

/** The areas of the facility that hold a location, by location. */
export async function readAreasOfLocation(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<ReadonlyMap<LocationId, readonly AreaId[]>> {
  const rows = await ctx.db.read
    .selectFrom('area_location as al')
    .innerJoin('area', 'area.area_id', 'al.area_id')
    .select(['al.location_id', 'al.area_id'])
    .where('area.facility_id', '=', count.facilityId)
    .orderBy('al.area_id')
    .execute()
  const areas = new Map<LocationId, AreaId[]>()
  for (const row of rows) {
    const known = areas.get(row.location_id)
    if (known) known.push(row.area_id)
    else areas.set(row.location_id, [row.area_id])
  }
  return areas
}

/** Every area of the facility. */
export async function readAreas(ctx: EngineContext, count: FacilityCount): Promise<readonly AreaId[]> {
  const rows = await ctx.db.read
    .selectFrom('area')
    .select('area_id')
    .where('facility_id', '=', count.facilityId)
    .execute()
  return rows.map((row) => row.area_id)
}
