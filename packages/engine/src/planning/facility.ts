import { fail, type FacilityDetail } from '@cyclecount/contract'
import { isAllowed, type FacilityId, type Grant, type PersonId } from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { say } from '../words/say.ts'

/** The areas of a facility with their locations, and who may be given one. */
export async function facilityDetail(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
): Promise<FacilityDetail> {
  requireAt(actor, 'see-runs', facilityId)
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select(['name', 'time_zone'])
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!facility) fail('not-found', say('facility.none'))
  return {
    facilityId,
    name: facility.name,
    timeZone: facility.time_zone,
    areas: await areasOf(ctx, actor, facilityId),
    counters: await countersAt(ctx, actor, facilityId),
  }
}

async function areasOf(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
): Promise<FacilityDetail['areas']> {
  const areas = await ctx.db.read
    .selectFrom('area')
    .select(['area_id', 'code', 'name'])
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .orderBy('code')
    .execute()
  const members = await ctx.db.read
    .selectFrom('area_location as al')
    .innerJoin('area as a', 'a.area_id', 'al.area_id')
    .innerJoin('location as l', 'l.location_id', 'al.location_id')
    .innerJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .select(['al.area_id', 'l.location_id', 'l.location_seq_id', 'l.name', 'z.name as zone'])
    .where('a.facility_id', '=', facilityId)
    .where('a.org_id', '=', actor.orgId)
    .orderBy('al.walk_order')
    .execute()
  const byArea = Map.groupBy(members, (row) => row.area_id)
  return areas.map((area) => ({
    areaId: area.area_id,
    code: area.code,
    name: area.name,
    locations: (byArea.get(area.area_id) ?? []).map((row) => ({
      locationId: row.location_id,
      code: row.location_seq_id,
      name: row.name,
      zone: row.zone,
    })),
  }))
}

async function countersAt(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
): Promise<FacilityDetail['counters']> {
  const grants = await ctx.db.read
    .selectFrom('role_grant as g')
    .innerJoin('person as p', 'p.person_id', 'g.person_id')
    .select(['g.person_id', 'g.role', 'g.facility_id'])
    .where('g.org_id', '=', actor.orgId)
    .where('p.left_at', 'is', null)
    .where((eb) => eb.or([eb('g.facility_id', '=', facilityId), eb('g.facility_id', 'is', null)]))
    .execute()
  const people = [...Map.groupBy(grants, (row) => row.person_id)]
    .map(([personId, rows]) => ({
      personId,
      roles: [...new Set(rows.map((row) => row.role))],
      grants: rows.map((row): Grant => ({ role: row.role, facilityId: row.facility_id })),
    }))
    .filter((person) => isAllowed(person.grants, 'count', facilityId))
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    people.map((person): PersonId => person.personId),
  )
  return people
    .map(({ personId, roles }) => ({ personId, name: nameOf(personId), roles }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}
