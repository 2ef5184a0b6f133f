import { fail, type PlanDetail, type PlanList } from '@cyclecount/contract'
import type { FacilityId, PlanId, RunStatus } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Query } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { isSeen, planRow, plansAtAll, type PlanRow } from './plan-rows.ts'
import { storedItemSet } from './resolve-items.ts'

const MOST = 1000

/** Plans that cover a facility the actor may see, and those that name none yet; newest first. At most 1000. */
export async function listPlans(
  ctx: EngineContext,
  actor: Actor,
  { status }: Query<'listPlans'>,
): Promise<PlanList> {
  const scope = scopeOf(actor, 'see-runs')
  const rows = await ctx.db.read
    .selectFrom('count_plan as cp')
    .selectAll('cp')
    .where('cp.org_id', '=', actor.orgId)
    .$if(status !== undefined, (found) => found.where('cp.status', '=', status ?? 'draft'))
    .$if(scope !== 'all', (found) =>
      found.where((eb) => {
        const places = eb
          .selectFrom('count_plan_facility as pf')
          .select('pf.facility_id')
          .whereRef('pf.plan_id', '=', 'cp.plan_id')
        return eb.or([
          eb.not(eb.exists(places)),
          eb.exists(places.where('pf.facility_id', 'in', scope === 'all' ? [] : scope)),
        ])
      }),
    )
    .orderBy('cp.created_at', 'desc')
    .orderBy('cp.plan_id', 'desc')
    .limit(MOST)
    .execute()
  return { plans: await summarise(ctx, actor, rows) }
}

/** A plan with those of its facilities that the actor may see. Not found where they see none. */
export async function planDetail(ctx: EngineContext, actor: Actor, planId: PlanId): Promise<PlanDetail> {
  const row = await planRow(ctx.db.read, actor, planId)
  const places = await placesOf(ctx, planId)
  const facilities = places.map((place) => place.facilityId)
  if (!isSeen(actor, facilities)) fail('not-found', say('plan.none'))
  const [summary] = await summarise(ctx, actor, [row])
  if (!summary) fail('not-found', say('plan.none'))
  const nameOf = await namesOf(ctx, actor.orgId, row.published_by === null ? [] : [row.published_by])
  return {
    ...summary,
    edits: row.edits,
    itemSet: storedItemSet(row.item_set),
    publishedBy: row.published_by === null ? null : nameOf(row.published_by),
    mayEdit: plansAtAll(actor, facilities),
    places: places.filter(({ facilityId }) => isSeen(actor, [facilityId])),
  }
}

async function placesOf(ctx: EngineContext, planId: PlanId): Promise<PlanDetail['places']> {
  const rows = await ctx.db.read
    .selectFrom('count_plan_facility as pf')
    .innerJoin('facility as f', 'f.facility_id', 'pf.facility_id')
    .select(['pf.facility_id', 'pf.item_set', 'f.code', 'f.name', 'f.time_zone'])
    .where('pf.plan_id', '=', planId)
    .orderBy('f.code')
    .execute()
  return rows.map((row) => ({
    facilityId: row.facility_id,
    code: row.code,
    name: row.name,
    timeZone: row.time_zone,
    itemSet: row.item_set === null ? null : storedItemSet(row.item_set),
  }))
}

async function summarise(
  ctx: EngineContext,
  actor: Actor,
  rows: readonly PlanRow[],
): Promise<PlanList['plans']> {
  if (rows.length === 0) return []
  const plans = rows.map((row) => row.plan_id)
  const scope = scopeOf(actor, 'see-runs')
  const facilities = await facilityCounts(ctx, plans, scope)
  const runs = await runCounts(ctx, plans, scope)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.created_by),
  )
  return rows.map((row) => ({
    planId: row.plan_id,
    name: row.name,
    purpose: row.purpose,
    status: row.status,
    countType: storedItemSet(row.item_set).kind === 'everything' ? 'HARD_COUNT' : 'DIRECTED_COUNT',
    blind: row.blind === 1,
    startLocal: row.start_local,
    dueLocal: row.due_local,
    facilities: facilities.get(row.plan_id) ?? 0,
    runs: runs.get(row.plan_id) ?? [],
    createdAt: row.created_at,
    createdBy: nameOf(row.created_by),
    publishedAt: row.published_at,
  }))
}

type Scope = 'all' | readonly FacilityId[]

async function facilityCounts(ctx: EngineContext, plans: readonly PlanId[], scope: Scope) {
  const rows = await ctx.db.read
    .selectFrom('count_plan_facility')
    .select((eb) => ['plan_id', eb.fn.countAll<number>().as('facilities')])
    .where('plan_id', 'in', plans)
    .$if(scope !== 'all', (found) => found.where('facility_id', 'in', scope === 'all' ? [] : scope))
    .groupBy('plan_id')
    .execute()
  return new Map(rows.map((row) => [row.plan_id, row.facilities]))
}

async function runCounts(ctx: EngineContext, plans: readonly PlanId[], scope: Scope) {
  const rows = await ctx.db.read
    .selectFrom('count_run as r')
    .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
    .select((eb) => ['r.plan_id', 'rf.status', eb.fn.countAll<number>().as('runs')])
    .where('r.plan_id', 'in', plans)
    .$if(scope !== 'all', (found) => found.where('rf.facility_id', 'in', scope === 'all' ? [] : scope))
    .groupBy(['r.plan_id', 'rf.status'])
    .orderBy('rf.status')
    .execute()
  const counts = new Map<PlanId, { status: RunStatus; runs: number }[]>()
  for (const { plan_id: planId, status, runs } of rows)
    if (planId !== null) counts.set(planId, [...(counts.get(planId) ?? []), { status, runs }])
  return counts
}
