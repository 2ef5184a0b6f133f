import { fail } from '@cyclecount/contract'
import type { AreaId, LocationId, SessionId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import type { LineToDecide } from '../deciding/seen-lines.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { say } from '../words/say.ts'

/**
 * The lines by the area in which they are counted again: the one they were counted in; of what nobody found, the first submitted
 * area that holds its place, or the first submitted one at all where it lies in none.
 */
export async function areasOfLines(
  tx: Tx,
  count: FacilityCount,
  lines: readonly LineToDecide[],
): Promise<ReadonlyMap<AreaId, readonly LineToDecide[]>> {
  const sessions = await tx
    .selectFrom('inventory_count_import as s')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .select(['s.inventory_count_import_id', 's.area_id'])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.status_id', '=', 'submitted')
    .orderBy('a.code')
    .execute()
  const areaOfSession = new Map<SessionId, AreaId>(
    sessions.map((row) => [row.inventory_count_import_id, row.area_id]),
  )
  const submitted = new Set(sessions.map((row) => row.area_id))
  const holders = await areasOfLocations(tx, count)
  const [anyArea] = submitted
  const areaOf = ({ row, basis }: LineToDecide): AreaId => {
    const [item] = basis.items
    const counted = item && areaOfSession.get(item.sessionId)
    const held = row.location_id === null ? [] : (holders.get(row.location_id) ?? [])
    const area = counted ?? held.find((areaId) => submitted.has(areaId)) ?? anyArea
    return area ?? fail('not-ready', say('recount.noArea'))
  }
  return Map.groupBy(lines, areaOf)
}

async function areasOfLocations(
  tx: Tx,
  count: FacilityCount,
): Promise<ReadonlyMap<LocationId, readonly AreaId[]>> {
  const rows = await tx
    .selectFrom('area_location as al')
    .innerJoin('area as a', 'a.area_id', 'al.area_id')
    .select(['al.location_id', 'al.area_id'])
    .where('a.facility_id', '=', count.facilityId)
    .orderBy('a.code')
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.location_id)].map(([locationId, members]) => [
      locationId,
      members.map((row) => row.area_id),
    ]),
  )
}
