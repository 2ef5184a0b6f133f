import { fail, type BodyOf, type ReplyOf, type routes } from '@cyclecount/contract'
import { changeOf, type AreaId, type PersonId, type RunId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { say } from '../words/say.ts'
import { whoMayCount } from '../planning/may-count.ts'
import { storedRoles } from '../planning/runs.ts'
import { heldIn, openRuns, placeKey, refuseRecount, whoCountsWhere, type OpenRun } from './open-runs.ts'

type Wanted = BodyOf<typeof routes.saveDrafts>['drafts'][number]

/**
 * Drafts who shall have areas; all or none. Refuses areas of other facilities and people who may not count there. An area that shall be as it is
 * held has no draft. Nobody is told before it is published.
 */
export async function saveDrafts(
  ctx: EngineContext,
  actor: Actor,
  body: BodyOf<typeof routes.saveDrafts>,
): Promise<ReplyOf<typeof routes.saveDrafts>> {
  const { runs } = await openRuns(ctx, actor, {})
  const runOf = new Map(runs.map((run) => [run.run_id, run]))
  const wanted = [...new Map(body.drafts.map((draft) => [`${draft.runId} ${draft.areaId}`, draft])).values()]
  await refuseOtherRuns(
    ctx,
    actor,
    wanted.map(({ runId }) => runId).filter((runId) => !runOf.has(runId)),
  )
  await checkDrafts(ctx, actor, wanted, runOf)
  const totals = { given: 0, taken: 0, handed: 0 }
  await ctx.db.write(async (tx) => {
    const held = await heldIn(tx, [...new Set(wanted.map(({ runId }) => runId))])
    const now = ctx.now()
    const same: Wanted[] = []
    const rows = wanted.flatMap((draft) => {
      const key = placeKey({ run_id: draft.runId, area_id: draft.areaId })
      const holders = (held.get(key) ?? []).map((row) => row.person_id)
      const people = [...new Set(draft.people)]
      const change = changeOf(holders, people)
      if (change === null) {
        same.push(draft)
        return []
      }
      totals[change] += 1
      const run = runOf.get(draft.runId)
      return run
        ? [
            {
              run_id: draft.runId,
              area_id: draft.areaId,
              org_id: actor.orgId,
              facility_id: run.facility_id,
              people: JSON.stringify(people),
              held: JSON.stringify(holders),
              drafted_by: actor.personId,
              drafted_at: now,
            },
          ]
        : []
    })
    await ctx.db.rows.put(tx, 'assignment_draft', ['people', 'held', 'drafted_by', 'drafted_at'], rows)
    for (const [runId, drafts] of Map.groupBy(same, (draft) => draft.runId))
      for (const some of chunksOf(drafts, 1000)) await forget(tx, runId, some)
  })
  return totals
}

function forget(
  tx: Parameters<Parameters<EngineContext['db']['write']>[0]>[0],
  runId: RunId,
  drafts: readonly Wanted[],
) {
  return tx
    .deleteFrom('assignment_draft')
    .where('run_id', '=', runId)
    .where(
      'area_id',
      'in',
      drafts.map((draft) => draft.areaId),
    )
    .execute()
}

/** Runs that are not open: closed where the actor assigns areas, and not found elsewhere. */
async function refuseOtherRuns(ctx: EngineContext, actor: Actor, runs: readonly RunId[]): Promise<void> {
  if (runs.length === 0) return
  const scope = scopeOf(actor, 'assign-areas')
  const known = await ctx.db.read
    .selectFrom('run_facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .where('run_id', 'in', [...new Set(runs)])
    .execute()
  const isTheirs = known.some((row) => scope === 'all' || scope.includes(row.facility_id))
  fail(isTheirs ? 'closed' : 'not-found', say(isTheirs ? 'board.closed' : 'run.none'))
}

async function checkDrafts(
  ctx: EngineContext,
  actor: Actor,
  wanted: readonly Wanted[],
  runOf: ReadonlyMap<RunId, OpenRun>,
): Promise<void> {
  const facilities = new Set(wanted.flatMap(({ runId }) => runOf.get(runId)?.facility_id ?? []))
  const areas = await areasIn(ctx, [...facilities])
  const counts = await whoCountsWhere(ctx, actor.orgId)
  const allowed = await allowedByRoles(ctx, actor, wanted, runOf)
  const mayCount = (personId: PersonId, run: OpenRun) => {
    const at = counts.get(personId) ?? []
    const isHere = at === 'all' || at.includes(run.facility_id)
    return isHere && (allowed.get(run.run_id)?.has(personId) ?? true)
  }
  const faults = wanted.flatMap(({ runId, areaId, people }, index) => {
    const run = runOf.get(runId)
    if (!run) return []
    refuseRecount(run)
    if (areas.get(areaId) !== run.facility_id)
      return [{ path: `body.drafts.${index}.areaId`, message: say('area.wrong.area') }]
    return people.some((personId) => !mayCount(personId, run))
      ? [{ path: `body.drafts.${index}.people`, message: say('area.wrong.person') }]
      : []
  })
  if (faults.length > 0) fail('bad-request', say('area.wrong'), faults.slice(0, 100))
}

/** Of runs that only some roles may count, who of the people drafted has one of them. */
async function allowedByRoles(
  ctx: EngineContext,
  actor: Actor,
  wanted: readonly Wanted[],
  runOf: ReadonlyMap<RunId, OpenRun>,
): Promise<ReadonlyMap<RunId, ReadonlySet<PersonId>>> {
  const allowed = new Map<RunId, ReadonlySet<PersonId>>()
  for (const [runId, drafts] of Map.groupBy(wanted, (draft) => draft.runId)) {
    const run = runOf.get(runId)
    if (!run || run.may_count === null) continue
    const people = [...new Set(drafts.flatMap((draft) => draft.people))]
    const at = { orgId: actor.orgId, facilityId: run.facility_id }
    allowed.set(runId, await whoMayCount(ctx, at, people, storedRoles(run.may_count)))
  }
  return allowed
}

async function areasIn(ctx: EngineContext, facilities: readonly OpenRun['facility_id'][]) {
  if (facilities.length === 0) return new Map<AreaId, OpenRun['facility_id']>()
  const rows = await ctx.db.read
    .selectFrom('area')
    .select(['area_id', 'facility_id'])
    .where('facility_id', 'in', facilities)
    .execute()
  return new Map(rows.map((row) => [row.area_id, row.facility_id]))
}
