import { WorkingHours, fail, type Availability, type BodyOf, type routes } from '@cyclecount/contract'
import { USUAL_MINUTES_PER_DAY, type FacilityId, type OrgId, type PersonId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { say } from '../words/say.ts'
import { whoCountsWhere } from './open-runs.ts'

/** When people can count: as somebody said, or the usual hours every day. */
export async function availabilityOf(
  ctx: EngineContext,
  orgId: OrgId,
): Promise<(personId: PersonId) => { readonly hours: WorkingHours; readonly isSaid: boolean }> {
  const rows = await ctx.db.read
    .selectFrom('person_availability')
    .select(['person_id', 'hours'])
    .where('org_id', '=', orgId)
    .execute()
  const said = new Map(rows.map((row) => [row.person_id, WorkingHours.parse(JSON.parse(row.hours))]))
  return (personId) => {
    const hours = said.get(personId)
    return hours
      ? { hours, isSaid: true }
      : {
          hours: { minutes: Array.from({ length: 7 }, () => USUAL_MINUTES_PER_DAY), daysOff: [] },
          isSaid: false,
        }
  }
}

/** Everybody who may count where the actor assigns areas, with their hours. */
export async function availability(ctx: EngineContext, actor: Actor): Promise<Availability> {
  const people = await peopleOf(ctx, actor)
  const nameOf = await namesOf(ctx, actor.orgId, people.keys())
  const hoursOf = await availabilityOf(ctx, actor.orgId)
  return {
    people: [...people]
      .map(([personId, facilities]) => {
        const { hours, isSaid } = hoursOf(personId)
        return { personId, name: nameOf(personId), facilities, ...hours, isSaid }
      })
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || (a.personId < b.personId ? -1 : 1)),
  }
}

/** Says when a person can count. Not found where the actor assigns no areas to them. */
export async function saveAvailability(
  ctx: EngineContext,
  actor: Actor,
  body: BodyOf<typeof routes.saveAvailability>,
): Promise<Availability> {
  const { personId } = body
  const at = (await peopleOf(ctx, actor)).get(personId)
  if (!at) fail('not-found', say('board.noPerson'))
  const unreal = body.daysOff.flatMap((day, index) =>
    isDay(day) ? [] : [{ path: `body.daysOff.${index}`, message: say('board.noDay') }],
  )
  if (unreal.length > 0) fail('bad-request', say('board.noDay'), unreal)
  const hours = { minutes: body.minutes, daysOff: [...new Set(body.daysOff)].toSorted() }
  const before = (await availabilityOf(ctx, actor.orgId))(personId)
  const facilityId = at === 'all' ? await firstFacility(ctx, actor) : at[0]
  const row = {
    person_id: personId,
    org_id: actor.orgId,
    hours: JSON.stringify(hours),
    changed_by: actor.personId,
    changed_at: ctx.now(),
  }
  await ctx.db.write(async (tx) => {
    await ctx.db.rows.put(tx, 'person_availability', ['hours', 'changed_by', 'changed_at'], [row])
    if (facilityId === undefined) return
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId,
        at: ctx.now(),
        tag: 'person.hours',
        subjectKind: 'person',
        subjectId: personId,
        before: before.isSaid ? before.hours : null,
        after: hours,
      },
    ])
  })
  return availability(ctx, actor)
}

async function peopleOf(
  ctx: EngineContext,
  actor: Actor,
): Promise<ReadonlyMap<PersonId, 'all' | FacilityId[]>> {
  const scope = scopeOf(actor, 'assign-areas')
  const counts = await whoCountsWhere(ctx, actor.orgId)
  return new Map(
    [...counts].flatMap(([personId, where]): [PersonId, 'all' | FacilityId[]][] => {
      if (where === 'all') return scope === 'all' || scope.length > 0 ? [[personId, where]] : []
      const seen = where.filter((each) => scope === 'all' || scope.includes(each))
      return seen.length > 0 ? [[personId, seen]] : []
    }),
  )
}

/** The chain that notes it for somebody who counts everywhere: of a facility where the actor assigns areas. */
async function firstFacility(ctx: EngineContext, actor: Actor): Promise<FacilityId | undefined> {
  const scope = scopeOf(actor, 'assign-areas')
  if (scope !== 'all') return scope[0]
  const row = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .orderBy('code')
    .executeTakeFirst()
  return row?.facility_id
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
}
