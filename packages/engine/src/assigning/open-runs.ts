import { PeopleIds, fail } from '@cyclecount/contract'
import {
  facilitiesAllowed,
  type AreaId,
  type AssignmentId,
  type FacilityId,
  type Grant,
  type OrgId,
  type PersonId,
  type PlanId,
  type RunId,
} from '@cyclecount/domain'
import { requireAt, scopeOf, type Actor, type EngineContext, type ReadOrTx } from '../context.ts'
import { closedStatuses } from '../reconcile/facility-count.ts'
import { say } from '../words/say.ts'

/** More than these are not shown at once; publishing and drafting go by the same ones. */
const MOST_RUNS = 2000

export type OpenRun = Awaited<ReturnType<typeof rowsOf>>[number]

export interface RunsAsked {
  readonly facilityId?: FacilityId | undefined
  readonly planId?: PlanId | undefined
}

/** The open runs of the facilities at which the actor may assign areas, by facility; `leftOut` beyond the most that are shown. */
export async function openRuns(
  ctx: EngineContext,
  actor: Actor,
  { facilityId, planId }: RunsAsked,
): Promise<{ readonly runs: readonly OpenRun[]; readonly leftOut: number }> {
  if (facilityId !== undefined) requireAt(actor, 'assign-areas', facilityId)
  const scope = facilityId === undefined ? scopeOf(actor, 'assign-areas') : [facilityId]
  if (scope !== 'all' && scope.length === 0) return { runs: [], leftOut: 0 }
  const rows = await rowsOf(ctx, actor.orgId, scope, planId ?? null)
  return { runs: rows.slice(0, MOST_RUNS), leftOut: Math.max(0, rows.length - MOST_RUNS) }
}

async function rowsOf(
  ctx: EngineContext,
  orgId: OrgId,
  scope: 'all' | readonly FacilityId[],
  planId: PlanId | null,
) {
  return ctx.db.read
    .selectFrom('run_facility as rf')
    .innerJoin('count_run as r', 'r.run_id', 'rf.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'rf.facility_id')
    .select([
      'r.run_id',
      'r.plan_id',
      'r.name',
      'r.count_type_enum_id',
      'r.may_count',
      'rf.facility_id',
      'rf.status',
      'rf.round',
    ])
    .select(['rf.start_local', 'rf.start_at_utc', 'rf.due_local', 'rf.due_at_utc'])
    .select(['f.code as facility_code', 'f.name as facility_name', 'f.time_zone'])
    .where('rf.org_id', '=', orgId)
    .where('rf.status', 'not in', closedStatuses)
    .where((eb) =>
      eb.and([
        ...(scope === 'all' ? [] : [eb('rf.facility_id', 'in', scope)]),
        ...(planId === null ? [] : [eb('r.plan_id', '=', planId)]),
      ]),
    )
    .orderBy('f.name')
    .orderBy('f.facility_id')
    .orderBy('r.created_at', 'desc')
    .orderBy('r.run_id')
    .execute()
}

/** An area and a run of it, as one key. */
export function placeKey(at: { readonly run_id: RunId; readonly area_id: AreaId }): string {
  return `${at.run_id} ${at.area_id}`
}

export interface Held {
  readonly run_id: RunId
  readonly facility_id: FacilityId
  readonly area_id: AreaId
  readonly assignment_id: AssignmentId
  readonly person_id: PersonId
  readonly together: 0 | 1
}

/** Who has which area in the first round of the runs, by run and area. */
export async function heldIn(
  db: Pick<ReadOrTx, 'selectFrom'>,
  runs: readonly RunId[],
): Promise<ReadonlyMap<string, readonly Held[]>> {
  if (runs.length === 0) return new Map()
  const rows = await db
    .selectFrom('count_assignment')
    .select(['run_id', 'facility_id', 'area_id', 'assignment_id', 'person_id', 'together'])
    .where('run_id', 'in', runs)
    .where('round', '=', 1)
    .where('released_at', 'is', null)
    .orderBy('assigned_at')
    .orderBy('assignment_id')
    .execute()
  return Map.groupBy(rows, placeKey)
}

export interface Draft {
  readonly run_id: RunId
  readonly facility_id: FacilityId
  readonly area_id: AreaId
  readonly people: readonly PersonId[]
  readonly held: readonly PersonId[]
}

/** What is drafted in the runs. */
export async function draftsIn(
  db: Pick<ReadOrTx, 'selectFrom'>,
  runs: readonly RunId[],
): Promise<readonly Draft[]> {
  if (runs.length === 0) return []
  const rows = await db
    .selectFrom('assignment_draft')
    .select(['run_id', 'facility_id', 'area_id', 'people', 'held'])
    .where('run_id', 'in', runs)
    .orderBy('run_id')
    .orderBy('area_id')
    .execute()
  return rows.map((row) => ({
    ...row,
    people: PeopleIds.parse(JSON.parse(row.people)),
    held: PeopleIds.parse(JSON.parse(row.held)),
  }))
}

export type CountsAt = ReadonlyMap<PersonId, 'all' | readonly FacilityId[]>

/** Where everybody of the org who has not left may count. */
export async function whoCountsWhere(ctx: EngineContext, orgId: OrgId): Promise<CountsAt> {
  const rows = await ctx.db.read
    .selectFrom('role_grant as g')
    .innerJoin('person as p', 'p.person_id', 'g.person_id')
    .select(['g.person_id', 'g.role', 'g.facility_id'])
    .where('g.org_id', '=', orgId)
    .where('p.left_at', 'is', null)
    .execute()
  const byPerson = Map.groupBy(rows, (row) => row.person_id)
  return new Map(
    [...byPerson].flatMap(([personId, held]) => {
      const grants = held.map((row): Grant => ({ role: row.role, facilityId: row.facility_id }))
      const at = facilitiesAllowed(grants, 'count')
      return at === 'all' || at.length > 0 ? [[personId, at] as const] : []
    }),
  )
}

/** Nobody is drafted into a recount: who counts again is said in the review, line by line. */
export function refuseRecount(run: Pick<OpenRun, 'round' | 'facility_name'>): void {
  if (run.round > 1) fail('not-ready', say('board.recount', { facility: run.facility_name }))
}
