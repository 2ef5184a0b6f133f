import { fail, type BodyOf, type RunDetail, type routes } from '@cyclecount/contract'
import { isUniqueViolation } from '@cyclecount/db'
import type { AreaId, AssignmentId, RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { suspendSessions } from '../ingest/suspend.ts'
import { namesOf } from '../people/names.ts'
import { refuseClosed } from '../reconcile/facility-count.ts'
import { whoMayCount } from './may-count.ts'
import { runAt, runDetail, storedRoles, type RunRow } from './runs.ts'
import { say } from '../words/say.ts'

type Wanted = BodyOf<typeof routes.assign>['assignments'][number]

/**
 * Gives areas to people in the run's current round; all or none. Who has the area already keeps it. Fails with `area-taken`,
 * naming who has it, unless the area is counted together by everybody on it.
 */
export async function assignAreas(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: BodyOf<typeof routes.assign>,
): Promise<RunDetail> {
  const run = await runAt(ctx, actor, runId, 'assign-areas')
  refuseClosed(run)
  await checkAssignable(ctx, actor, run, body.assignments)
  try {
    await ctx.db.write((tx) => insertAssignments(ctx, tx, actor, run, body.assignments))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    await refuseTaken(ctx, actor, run, body.assignments)
  }
  ctx.changed({ facilityId: run.facility_id })
  return runDetail(ctx, actor, runId)
}

/** Takes an area back. Scans made stay; a count of it that is under way is suspended and can still be submitted. */
export async function releaseArea(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly runId: RunId; readonly assignmentId: AssignmentId },
): Promise<RunDetail> {
  const run = await runAt(ctx, actor, input.runId, 'assign-areas')
  refuseClosed(run)
  await ctx.db.write(async (tx) => {
    const released = await tx
      .updateTable('count_assignment')
      .set({ released_at: ctx.now() })
      .where('assignment_id', '=', input.assignmentId)
      .where('run_id', '=', input.runId)
      .where('org_id', '=', actor.orgId)
      .where('released_at', 'is', null)
      .returning(['area_id', 'person_id'])
      .executeTakeFirst()
    if (!released) fail('not-found', say('area.notHeld'))
    await suspendSessions(ctx, tx, actor, {
      assignmentId: input.assignmentId,
      reason: say('history.areaTaken'),
    })
    await appendAudit(tx, causeOf(actor), [
      {
        facilityId: run.facility_id,
        at: ctx.now(),
        tag: 'area.released',
        subjectKind: 'assignment',
        subjectId: input.assignmentId,
        before: { runId: input.runId, areaId: released.area_id, personId: released.person_id },
      },
    ])
  })
  ctx.changed({ facilityId: run.facility_id })
  return runDetail(ctx, actor, input.runId)
}

type RunRound = Pick<RunRow, 'run_id' | 'facility_id' | 'round'>

async function checkAssignable(
  ctx: EngineContext,
  actor: Actor,
  run: RunRow,
  wanted: readonly Wanted[],
): Promise<void> {
  const areas = await ctx.db.read
    .selectFrom('area')
    .select('area_id')
    .where('facility_id', '=', run.facility_id)
    .where('org_id', '=', actor.orgId)
    .execute()
  const knownAreas = new Set(areas.map((row) => row.area_id))
  const counters = await whoMayCount(
    ctx,
    { orgId: actor.orgId, facilityId: run.facility_id },
    wanted.map(({ personId }) => personId),
    run.may_count === null ? null : storedRoles(run.may_count),
  )
  const details = wanted.flatMap(({ areaId, personId }, index) => [
    ...(knownAreas.has(areaId)
      ? []
      : [{ path: `body.assignments.${index}.areaId`, message: say('area.wrong.area') }]),
    ...(counters.has(personId)
      ? []
      : [{ path: `body.assignments.${index}.personId`, message: say('area.wrong.person') }]),
  ])
  if (details.length > 0) fail('bad-request', say('area.wrong'), details)
}

/** People on areas, in the caller's transaction; who has an area already keeps it. Fails with `area-taken`. */
export async function insertAssignments(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  run: RunRound,
  wanted: readonly Wanted[],
): Promise<void> {
  // One after the other per run, so that what `together` means is decided on what is there.
  const lock = tx
    .selectFrom('run_facility')
    .select('round')
    .where('run_id', '=', run.run_id)
    .where('facility_id', '=', run.facility_id)
  const { round } = await (ctx.db.dialect === 'postgres' ? lock.forUpdate() : lock).executeTakeFirstOrThrow()
  const held = await tx
    .selectFrom('count_assignment')
    .select(['area_id', 'person_id', 'together'])
    .where('run_id', '=', run.run_id)
    .where('round', '=', round)
    .where('released_at', 'is', null)
    .execute()
  const fresh = wanted.filter(
    ({ areaId, personId }) => !held.some((row) => row.area_id === areaId && row.person_id === personId),
  )
  for (const { areaId, together } of fresh) {
    const others = [
      ...held.filter((row) => row.area_id === areaId).map((row) => row.together === 1),
      ...wanted.filter((row) => row.areaId === areaId).map((row) => row.together === true),
    ]
    const shared = together === true && others.every((other) => other)
    if (!shared && others.length > 1) await refuseTaken(ctx, actor, run, [{ areaId }])
  }
  if (fresh.length === 0) return
  const now = ctx.now()
  const rows = fresh.map(({ areaId, personId, together }) => ({
    assignment_id: ctx.newId<AssignmentId>(),
    org_id: actor.orgId,
    run_id: run.run_id,
    facility_id: run.facility_id,
    round,
    area_id: areaId,
    person_id: personId,
    together: together === true ? (1 as const) : (0 as const),
    assigned_by: actor.personId,
    assigned_at: now,
    released_at: null,
    parent_count_id: null,
  }))
  await tx.insertInto('count_assignment').values(rows).execute()
  await appendAudit(
    tx,
    causeOf(actor),
    rows.map((row) => ({
      facilityId: run.facility_id,
      at: now,
      tag: 'area.assigned',
      subjectKind: 'assignment',
      subjectId: row.assignment_id,
      after: {
        runId: row.run_id,
        round,
        areaId: row.area_id,
        personId: row.person_id,
        together: row.together === 1,
      },
    })),
  )
}

/** Says who has which of the areas. */
async function refuseTaken(
  ctx: EngineContext,
  actor: Actor,
  run: RunRound,
  wanted: readonly { readonly areaId: AreaId }[],
): Promise<never> {
  const areaIds = wanted.map(({ areaId }) => areaId)
  const held = await ctx.db.read
    .selectFrom('count_assignment as ca')
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .select(['ca.area_id', 'ca.person_id', 'a.name'])
    .where('ca.run_id', '=', run.run_id)
    .where('ca.round', '=', run.round)
    .where('ca.released_at', 'is', null)
    .where('ca.area_id', 'in', areaIds)
    .orderBy('a.code')
    .execute()
  if (held.length === 0) fail('area-taken', say('area.twoPeople'))
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    held.map((row) => row.person_id),
  )
  const told = held
    .map((row) => say('area.givenTo', { area: row.name, person: nameOf(row.person_id) }))
    .join('; ')
  fail('area-taken', say('area.taken', { areas: told }))
}
