import type { AreaId, PersonId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { isUnfinished, sessionsOf } from '../reconcile/count-facts.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

type Reader = Pick<Tx, 'selectFrom'>

/** An area that belongs to the count, that nobody counted and nobody is on; with why, where somebody said so. */
export interface UncountedArea {
  readonly areaId: AreaId
  readonly areaName: string
  readonly explained: { readonly reason: string; readonly by: PersonId; readonly at: number } | null
}

/**
 * `missing`: names of areas that are still to be submitted: somebody has them or counts there, or they belong to the count (of a hard
 * count every area, else those in which the items asked for lie) and nobody counted them or said why not. `uncounted`: those that
 * nobody counted and nobody is on.
 */
export async function areasToSubmit(
  db: Reader,
  count: FacilityCount,
): Promise<{ readonly missing: readonly string[]; readonly uncounted: readonly UncountedArea[] }> {
  const areas = await db
    .selectFrom('area')
    .select(['area_id', 'name'])
    .where('facility_id', '=', count.facilityId)
    .orderBy('code')
    .execute()
  const assignments = await db
    .selectFrom('count_assignment')
    .select(['assignment_id', 'area_id'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('released_at', 'is', null)
    .execute()
  const sessions = await sessionsOf(db, count)
  const submitted = sessions.filter((row) => row.status_id === 'submitted')
  const submittedAssignments = new Set(submitted.map((row) => row.assignment_id))
  const submittedAreas = new Set(submitted.map((row) => row.area_id))
  const wanted =
    count.countType === 'HARD_COUNT'
      ? new Set(areas.map((area) => area.area_id))
      : await areasOfItems(db, count)
  const isUnderWay = (areaId: AreaId) =>
    assignments.some((row) => row.area_id === areaId && !submittedAssignments.has(row.assignment_id)) ||
    sessions.some((row) => row.area_id === areaId && isUnfinished(row))
  const explanations = await explanationsOf(db, count)
  const uncounted = areas
    .filter(({ area_id: id }) => wanted.has(id) && !submittedAreas.has(id) && !isUnderWay(id))
    .map(({ area_id: areaId, name }) => ({
      areaId,
      areaName: name,
      explained: explanations.get(areaId) ?? null,
    }))
  const unexplained = new Set(
    uncounted.filter(({ explained }) => explained === null).map(({ areaId }) => areaId),
  )
  return {
    missing: areas
      .filter(({ area_id: id }) => isUnderWay(id) || unexplained.has(id))
      .map((area) => area.name),
    uncounted,
  }
}

async function explanationsOf(
  db: Reader,
  count: FacilityCount,
): Promise<ReadonlyMap<AreaId, NonNullable<UncountedArea['explained']>>> {
  const rows = await db
    .selectFrom('area_explanation')
    .select(['area_id', 'reason', 'explained_by', 'explained_at'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .execute()
  return new Map(
    rows.map((row) => [row.area_id, { reason: row.reason, by: row.explained_by, at: row.explained_at }]),
  )
}

/** Areas in which, as far as the newest read of the book knows, items of a directed run lie. */
async function areasOfItems(db: Reader, count: FacilityCount): Promise<ReadonlySet<AreaId>> {
  const newest = await db
    .selectFrom('on_hand_snapshot')
    .select('snapshot_id')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .orderBy('read_at', 'desc')
    .orderBy('snapshot_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return new Set()
  const rows = await db
    .selectFrom('on_hand_snapshot_line as line')
    .innerJoin('run_item as item', 'item.product_id', 'line.product_id')
    .innerJoin('area_location as al', 'al.location_id', 'line.location_id')
    .select('al.area_id')
    .distinct()
    .where('line.snapshot_id', '=', newest.snapshot_id)
    .where('line.on_hand_milli', '!=', 0)
    .where('line.stock_state', '!=', 'in-transit')
    .where('item.run_id', '=', count.runId)
    .execute()
  return new Set(rows.map((row) => row.area_id))
}
