import type { MyArea, MyAreas } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import { isAllowed, type AreaId, type AssignmentId, type RunId } from '@cyclecount/domain'
import type { ExpressionBuilder } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { closedStatuses } from '../reconcile/facility-count.ts'
import { askedOf, type AskedAgain } from '../recounts/asked-of.ts'
import { sessionsByAssignment } from './my-sessions.ts'

/** The areas given to the actor, with all that a device needs to count them offline. Never a quantity. */
export async function myAreas(ctx: EngineContext, actor: Actor): Promise<MyAreas> {
  const held = (await heldAssignments(ctx, actor)).filter((row) =>
    isAllowed(actor.grants, 'count', row.facility_id),
  )
  const locations = await locationsByArea(ctx, [...new Set(held.map((row) => row.area_id))])
  const again = await askedOf(
    ctx,
    held.map((row) => row.assignment_id),
  )
  const items = await itemsByRun(ctx, [...new Set(held.map((row) => row.run_id))])
  const sessions = await sessionsByAssignment(
    ctx,
    held.map((row) => row.assignment_id),
  )
  const holders = await holdersNow(
    ctx,
    actor,
    held.filter((row) => row.released_at !== null),
  )
  const facilities = new Map(
    held.map((row) => [
      row.facility_id,
      {
        facilityId: row.facility_id,
        name: row.facility_name,
        timeZone: row.time_zone,
        catalogueVersion: row.catalogue_version,
      },
    ]),
  )
  return {
    personId: actor.personId,
    facilities: [...facilities.values()],
    areas: held.map((row): MyArea => ({
      assignmentId: row.assignment_id,
      runId: row.run_id,
      runName: row.run_name,
      countType: row.count_type_enum_id,
      blind: row.blind === 1,
      round: row.round,
      dueAt: row.due_at_utc,
      facilityId: row.facility_id,
      areaId: row.area_id,
      areaName: row.area_name,
      together: row.together === 1,
      locations: locations.get(row.area_id) ?? [],
      items: items.get(row.run_id) ?? [],
      sessions: sessions.get(row.assignment_id) ?? [],
      handedTo: row.released_at === null ? null : (holders.get(row.assignment_id) ?? []),
      ...askedAgain(again.get(row.assignment_id), locations.get(row.area_id) ?? []),
    })),
  }
}

/** A recount looks for the items of its lines where they lie, blind whatever the run is, so that it knows nothing of the count before. */
function askedAgain(asked: AskedAgain | undefined, all: MyArea['locations']): Partial<MyArea> {
  if (!asked) return {}
  const { products, locations } = asked
  const where = locations === null ? all : all.filter(({ locationId }) => locations.has(locationId))
  return { countType: 'DIRECTED_COUNT', blind: true, items: [...products], locations: where }
}

/** A count of it that was cut short when the area was taken back, and that nobody joined or voided. */
function keptApart(eb: ExpressionBuilder<Schema & { ca: Schema['count_assignment'] }, 'ca'>) {
  return eb
    .selectFrom('inventory_count_import as s')
    .select('s.assignment_id')
    .whereRef('s.assignment_id', '=', 'ca.assignment_id')
    .where('s.status_id', '=', 'suspended')
}

/** Who has an area now that was taken back from somebody, by the assignment that ended. */
async function holdersNow(
  ctx: EngineContext,
  actor: Actor,
  released: readonly { readonly assignment_id: AssignmentId }[],
): Promise<ReadonlyMap<AssignmentId, string[]>> {
  if (released.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('count_assignment as mine')
    .innerJoin('count_assignment as now', (join) =>
      join
        .onRef('now.run_id', '=', 'mine.run_id')
        .onRef('now.round', '=', 'mine.round')
        .onRef('now.area_id', '=', 'mine.area_id'),
    )
    .select(['mine.assignment_id', 'now.person_id'])
    .where(
      'mine.assignment_id',
      'in',
      released.map((row) => row.assignment_id),
    )
    .where('now.released_at', 'is', null)
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.person_id),
  )
  return new Map(
    [...Map.groupBy(rows, (row) => row.assignment_id)].map(([assignmentId, held]) => [
      assignmentId,
      held.map((row) => nameOf(row.person_id)),
    ]),
  )
}

function heldAssignments(ctx: EngineContext, actor: Actor) {
  return ctx.db.read
    .selectFrom('count_assignment as ca')
    .innerJoin('count_run as r', 'r.run_id', 'ca.run_id')
    .innerJoin('run_facility as rf', (join) =>
      join.onRef('rf.run_id', '=', 'ca.run_id').onRef('rf.facility_id', '=', 'ca.facility_id'),
    )
    .innerJoin('facility as f', 'f.facility_id', 'ca.facility_id')
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .select([
      'ca.assignment_id',
      'ca.run_id',
      'ca.facility_id',
      'ca.area_id',
      'ca.round',
      'ca.together',
      'ca.released_at',
      'r.name as run_name',
      'r.count_type_enum_id',
      'r.blind',
      'rf.due_at_utc',
      'f.name as facility_name',
      'f.time_zone',
      'f.catalogue_version',
      'a.name as area_name',
    ])
    .where('ca.person_id', '=', actor.personId)
    .where('ca.org_id', '=', actor.orgId)
    .where((eb) => eb.or([eb('ca.released_at', 'is', null), eb.exists(keptApart(eb))]))
    .where('rf.status', 'not in', closedStatuses)
    .orderBy('r.created_at', 'desc')
    .orderBy('a.code')
    .execute()
}

async function locationsByArea(ctx: EngineContext, areas: readonly AreaId[]) {
  const found = new Map<AreaId, MyArea['locations']>()
  if (areas.length === 0) return found
  const rows = await ctx.db.read
    .selectFrom('area_location as al')
    .innerJoin('location as l', 'l.location_id', 'al.location_id')
    .select(['al.area_id', 'l.location_id', 'l.location_seq_id', 'l.name'])
    .where('al.area_id', 'in', areas)
    .orderBy('al.walk_order')
    .execute()
  for (const [areaId, members] of Map.groupBy(rows, (row) => row.area_id)) {
    found.set(
      areaId,
      members.map((row) => ({ locationId: row.location_id, code: row.location_seq_id, name: row.name })),
    )
  }
  return found
}

async function itemsByRun(ctx: EngineContext, runs: readonly RunId[]) {
  const found = new Map<RunId, MyArea['items']>()
  if (runs.length === 0) return found
  const rows = await ctx.db.read
    .selectFrom('run_item')
    .select(['run_id', 'product_id'])
    .where('run_id', 'in', runs)
    .orderBy('product_id')
    .execute()
  for (const [runId, members] of Map.groupBy(rows, (row) => row.run_id)) {
    found.set(
      runId,
      members.map((row) => row.product_id),
    )
  }
  return found
}
