import type { Board } from '@cyclecount/contract'
import { facilitiesAllowed, type FacilityId, type PersonId, type RunId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { workEstimates } from './area-work.ts'
import { availabilityOf } from './availability.ts'
import {
  draftsIn,
  heldIn,
  openRuns,
  placeKey,
  whoCountsWhere,
  type OpenRun,
  type RunsAsked,
} from './open-runs.ts'
import { windowDays } from './window-days.ts'

/** The open runs the actor may assign areas of, with who has what, who shall have what, who may, and how long it takes. */
export async function board(ctx: EngineContext, actor: Actor, asked: RunsAsked): Promise<Board> {
  const { runs, leftOut } = await openRuns(ctx, actor, asked)
  const runIds = runs.map((run) => run.run_id)
  const facilities = [...new Set(runs.map((run) => run.facility_id))]
  const held = await heldIn(ctx.db.read, runIds)
  const drafts = new Map((await draftsIn(ctx.db.read, runIds)).map((draft) => [placeKey(draft), draft]))
  const underWay = await countsUnderWay(ctx, runIds)
  const areas = await areasOf(ctx, facilities)
  const work = await workEstimates(ctx, actor, runs)
  const areasAt = Map.groupBy(areas, (area) => area.facility_id)
  return {
    companyRateMilli: work.companyRateMilli,
    leftOut,
    runs: runs.map((run) => ({
      ...runReply(run),
      areas: (areasAt.get(run.facility_id) ?? []).map((area) => {
        const key = placeKey({ run_id: run.run_id, area_id: area.area_id })
        return {
          areaId: area.area_id,
          code: area.code,
          name: area.name,
          bins: area.bins,
          ...work.of(run, area),
          held: (held.get(key) ?? []).map((row) => row.person_id),
          draft: drafts.has(key) ? [...(drafts.get(key)?.people ?? [])] : null,
          underWay: underWay.get(key) ?? 0,
        }
      }),
    })),
    people: await boardPeople(
      ctx,
      actor,
      facilities,
      new Set([...held.values()].flat().map((row) => row.person_id)),
    ),
  }
}

function runReply(run: OpenRun): Omit<Board['runs'][number], 'areas'> {
  return {
    runId: run.run_id,
    planId: run.plan_id,
    name: run.name,
    facilityId: run.facility_id,
    facilityCode: run.facility_code,
    facilityName: run.facility_name,
    timeZone: run.time_zone,
    status: run.status,
    isRecount: run.round > 1,
    startLocal: run.start_local,
    startAt: run.start_at_utc,
    dueLocal: run.due_local,
    dueAt: run.due_at_utc,
    days: [...windowDays(run.start_local, run.due_local)],
  }
}

async function areasOf(ctx: EngineContext, facilities: readonly FacilityId[]) {
  if (facilities.length === 0) return []
  return ctx.db.read
    .selectFrom('area as a')
    .leftJoin('area_location as al', 'al.area_id', 'a.area_id')
    .select((eb) => [
      'a.area_id',
      'a.facility_id',
      'a.code',
      'a.name',
      eb.fn.count<number>('al.location_id').as('bins'),
    ])
    .where('a.facility_id', 'in', facilities)
    .groupBy(['a.area_id', 'a.facility_id', 'a.code', 'a.name'])
    .orderBy('a.code')
    .execute()
}

/** Counts that somebody is in the middle of, by run and area. */
async function countsUnderWay(ctx: EngineContext, runs: readonly RunId[]) {
  if (runs.length === 0) return new Map<string, number>()
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select((eb) => ['run_id', 'area_id', eb.fn.countAll<number>().as('counts')])
    .where('run_id', 'in', runs)
    .where('status_id', 'in', ['counting', 'paused'])
    .groupBy(['run_id', 'area_id'])
    .execute()
  return new Map(rows.map((row) => [placeKey(row), row.counts]))
}

/** Everybody who may count at one of the facilities or has an area there, by name; of other facilities only what the actor may know. */
async function boardPeople(
  ctx: EngineContext,
  actor: Actor,
  facilities: readonly FacilityId[],
  holders: ReadonlySet<PersonId>,
): Promise<Board['people']> {
  const known = facilitiesAllowed(actor.grants, 'assign-areas')
  const here = new Set(facilities)
  const counts = await whoCountsWhere(ctx, actor.orgId)
  const at = (personId: PersonId) => counts.get(personId) ?? []
  const people = new Set([
    ...[...counts].flatMap(([personId, where]) =>
      where === 'all' || where.some((each) => here.has(each)) ? [personId] : [],
    ),
    ...holders,
  ])
  const nameOf = await namesOf(ctx, actor.orgId, people)
  const hoursOf = await availabilityOf(ctx, actor.orgId)
  return [...people]
    .map((personId) => {
      const where = at(personId)
      return {
        personId,
        name: nameOf(personId),
        facilities: where === 'all' ? where : where.filter((each) => known === 'all' || known.includes(each)),
        ...hoursOf(personId).hours,
      }
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || (a.personId < b.personId ? -1 : 1))
}
