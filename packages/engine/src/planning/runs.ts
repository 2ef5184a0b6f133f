import { fail, type QueryOf, type RunDetail, type RunSummary, type routes } from '@cyclecount/contract'
import { countingRoles, type CountingRole } from '@cyclecount/domain'
import type { AreaId, Capability, FacilityId, OrgId, RunId, SessionState } from '@cyclecount/domain'
import { requireAt, scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { newestSubmission, peopleOf, toSubmission } from '../submitting/submission-rows.ts'
import { say } from '../words/say.ts'

/** Runs of the facilities the actor may see, newest first. At most 500; of one plan all. */
export async function listRuns(
  ctx: EngineContext,
  actor: Actor,
  query: QueryOf<typeof routes.listRuns>,
): Promise<{ runs: RunSummary[] }> {
  const scope = scopeOf(actor, 'see-runs')
  if (scope !== 'all' && scope.length === 0) return { runs: [] }
  const { facilityId, planId, status } = query
  const rows = await runRows(ctx, actor.orgId)
    .$if(scope !== 'all', (found) => found.where('rf.facility_id', 'in', scope === 'all' ? [] : scope))
    .$if(facilityId !== undefined, (found) => found.where('rf.facility_id', '=', facilityId ?? never()))
    .$if(planId !== undefined, (found) => found.where('r.plan_id', '=', planId ?? never()))
    .$if(status !== undefined, (found) => found.where('rf.status', '=', status ?? never()))
    .orderBy('r.created_at', 'desc')
    .orderBy('r.run_id', 'desc')
    .$if(planId === undefined, (found) => found.limit(500))
    .execute()
  return { runs: await summarise(ctx, actor.orgId, rows) }
}

/** A run with its assignments. Not found where the actor may not see its facility. */
export async function runDetail(ctx: EngineContext, actor: Actor, runId: RunId): Promise<RunDetail> {
  const row = await runAt(ctx, actor, runId, 'see-runs')
  const [summary] = await summarise(ctx, actor.orgId, [row])
  if (!summary) fail('not-found', say('run.none'))
  const { items } = await ctx.db.read
    .selectFrom('run_item')
    .select((eb) => eb.fn.countAll<number>().as('items'))
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  const assignments = await ctx.db.read
    .selectFrom('count_assignment as ca')
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .select(['ca.assignment_id', 'ca.area_id', 'a.name', 'ca.person_id', 'ca.together', 'ca.round'])
    .where('ca.run_id', '=', runId)
    .where('ca.org_id', '=', actor.orgId)
    .where('ca.released_at', 'is', null)
    .orderBy('a.code')
    .orderBy('ca.assigned_at')
    .execute()
  const submission = await newestSubmission(ctx.db.read, { runId, facilityId: row.facility_id })
  const nameOf = await namesOf(ctx, actor.orgId, [
    ...assignments.map((held) => held.person_id),
    ...(submission === null ? [] : peopleOf(submission)),
    ...(row.approval_by === null ? [] : [row.approval_by]),
  ])
  return {
    ...summary,
    submission: submission === null ? null : toSubmission(submission, nameOf),
    itemCount: items,
    mayCount: row.may_count === null ? null : storedRoles(row.may_count),
    approval:
      row.approval_at === null || row.approval_by === null
        ? null
        : { note: row.approval_note ?? '', by: nameOf(row.approval_by), at: row.approval_at },
    assignments: assignments.map((held) => ({
      assignmentId: held.assignment_id,
      areaId: held.area_id,
      areaName: held.name,
      personId: held.person_id,
      personName: nameOf(held.person_id),
      together: held.together === 1,
      round: held.round,
    })),
  }
}

export function storedRoles(text: string): CountingRole[] {
  const stored: unknown = JSON.parse(text)
  return countingRoles.filter((role) => Array.isArray(stored) && stored.includes(role))
}

export type RunRow = Awaited<ReturnType<typeof runAt>>

/**
 * The run, where the actor has the capability at its facility. Not found beyond the facilities they may see; `forbidden` where
 * they may see it and no more.
 */
export async function runAt(ctx: EngineContext, actor: Actor, runId: RunId, capability: Capability) {
  const row = await runRows(ctx, actor.orgId).where('r.run_id', '=', runId).executeTakeFirst()
  if (!row) fail('not-found', say('run.none'))
  requireAt(actor, capability, row.facility_id)
  return row
}

function runRows(ctx: EngineContext, orgId: OrgId) {
  return ctx.db.read
    .selectFrom('count_run as r')
    .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'rf.facility_id')
    .select([
      'r.run_id',
      'r.plan_id',
      'r.name',
      'r.count_type_enum_id',
      'r.blind',
      'r.may_count',
      'r.created_by',
      'r.created_at',
      'rf.facility_id',
      'rf.status',
      'rf.round',
      'rf.start_local',
      'rf.start_at_utc',
      'rf.due_local',
      'rf.due_at_utc',
      'rf.approval_note',
      'rf.approval_by',
      'rf.approval_at',
      'f.name as facility_name',
      'f.time_zone',
    ])
    .where('r.org_id', '=', orgId)
}

async function summarise(ctx: EngineContext, orgId: OrgId, rows: readonly RunRow[]): Promise<RunSummary[]> {
  if (rows.length === 0) return []
  const runs = rows.map((row) => row.run_id)
  const areas = await areaCounts(ctx, [...new Set(rows.map((row) => row.facility_id))])
  const assigned = await assignedAreas(ctx, runs)
  const submitted = await submittedAreas(ctx, runs)
  const open = await openVariances(ctx, runs)
  const nameOf = await namesOf(
    ctx,
    orgId,
    rows.map((row) => row.created_by),
  )
  return rows.map((row) => ({
    runId: row.run_id,
    planId: row.plan_id,
    name: row.name,
    countType: row.count_type_enum_id,
    blind: row.blind === 1,
    facilityId: row.facility_id,
    facilityName: row.facility_name,
    timeZone: row.time_zone,
    status: row.status,
    round: row.round,
    createdAt: row.created_at,
    createdBy: nameOf(row.created_by),
    startLocal: row.start_local,
    startAt: row.start_at_utc,
    dueLocal: row.due_local,
    dueAt: row.due_at_utc,
    areas: areas.get(row.facility_id) ?? 0,
    areasAssigned: assigned.get(roundKey(row)) ?? 0,
    areasSubmitted: submitted.get(roundKey(row)) ?? 0,
    openVariances: open.get(roundKey(row)) ?? 0,
  }))
}

function roundKey(row: { readonly run_id: RunId; readonly round: number }): string {
  return `${row.run_id} ${row.round}`
}

async function areaCounts(ctx: EngineContext, facilities: readonly FacilityId[]) {
  const rows = await ctx.db.read
    .selectFrom('area')
    .select((eb) => ['facility_id', eb.fn.countAll<number>().as('areas')])
    .where('facility_id', 'in', facilities)
    .groupBy('facility_id')
    .execute()
  return new Map(rows.map((row) => [row.facility_id, row.areas]))
}

async function assignedAreas(ctx: EngineContext, runs: readonly RunId[]) {
  const rows = await ctx.db.read
    .selectFrom('count_assignment')
    .select((eb) => ['run_id', 'round', eb.fn.count<number>('area_id').distinct().as('areas')])
    .where('run_id', 'in', runs)
    .where('released_at', 'is', null)
    .groupBy(['run_id', 'round'])
    .execute()
  return new Map(rows.map((row) => [roundKey(row), row.areas]))
}

/** An area is submitted when somebody submitted a count of it and no other count of it is still under way. */
async function submittedAreas(ctx: EngineContext, runs: readonly RunId[]) {
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import')
    .select(['run_id', 'round', 'area_id', 'status_id'])
    .where('run_id', 'in', runs)
    .where('status_id', '!=', 'voided')
    .execute()
  const statesByArea = new Map<string, Map<AreaId, SessionState[]>>()
  for (const row of rows) {
    const round = statesByArea.get(roundKey(row)) ?? new Map<AreaId, SessionState[]>()
    statesByArea.set(roundKey(row), round)
    round.set(row.area_id, [...(round.get(row.area_id) ?? []), row.status_id])
  }
  return new Map(
    [...statesByArea].map(([key, round]) => [
      key,
      [...round.values()].filter((states) => states.every((state) => state === 'submitted')).length,
    ]),
  )
}

async function openVariances(ctx: EngineContext, runs: readonly RunId[]) {
  const rows = await ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .select((eb) => ['v.run_id', 'v.round', eb.fn.countAll<number>().as('open')])
    .where('v.run_id', 'in', runs)
    .where('v.current', '=', 1)
    .where('d.decision_id', 'is', null)
    .groupBy(['v.run_id', 'v.round'])
    .execute()
  return new Map(rows.map((row) => [roundKey(row), row.open]))
}

function never(): never {
  throw new Error('asked for a filter that was not given')
}
