import { fail, type PlanBody } from '@cyclecount/contract'
import type { FacilityId, PlanId } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext, type ReadOrTx } from '../context.ts'
import { say } from '../words/say.ts'
import { windowFaults } from './run-window.ts'
import { itemSetFaults } from './item-set-faults.ts'

export type PlanRow = Awaited<ReturnType<typeof planRow>>

/** A plan as it stands, without looking who asks. */
export async function planRow(db: ReadOrTx, actor: Actor, planId: PlanId) {
  const row = await db
    .selectFrom('count_plan')
    .selectAll()
    .where('plan_id', '=', planId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  return row ?? fail('not-found', say('plan.none'))
}

export async function facilitiesOfPlan(db: ReadOrTx, planId: PlanId): Promise<readonly FacilityId[]> {
  const rows = await db
    .selectFrom('count_plan_facility')
    .select('facility_id')
    .where('plan_id', '=', planId)
    .execute()
  return rows.map((row) => row.facility_id)
}

/** Whether the actor plans at every one of the facilities: who answers for some of them changes nothing for the others. */
export function plansAtAll(actor: Actor, facilities: readonly FacilityId[]): boolean {
  const scope = scopeOf(actor, 'plan-runs')
  return scope === 'all' || facilities.every((facilityId) => scope.includes(facilityId))
}

/** The plan, where the actor sees a facility of it (or it names none), and plans at all of them. */
export async function planToChange(db: ReadOrTx, actor: Actor, planId: PlanId): Promise<PlanRow> {
  const row = await planRow(db, actor, planId)
  const facilities = await facilitiesOfPlan(db, planId)
  if (!isSeen(actor, facilities)) fail('not-found', say('plan.none'))
  if (!plansAtAll(actor, facilities)) fail('forbidden', say('plan.notAll'))
  return row
}

export function isSeen(actor: Actor, facilities: readonly FacilityId[]): boolean {
  const scope = scopeOf(actor, 'see-runs')
  return (
    scope === 'all' || facilities.length === 0 || facilities.some((facilityId) => scope.includes(facilityId))
  )
}

/** Refuses a plan that names what there is not, or facilities beyond the actor's, every fault at once. */
export async function checkPlan(
  ctx: EngineContext,
  actor: Actor,
  body: Pick<PlanBody, 'itemSet' | 'facilities'> & Partial<Pick<PlanBody, 'startLocal' | 'dueLocal'>>,
): Promise<void> {
  const ids = body.facilities.map(({ facilityId }) => facilityId)
  const rows = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .where('facility_id', 'in', ids)
    .execute()
  const known = new Set(rows.map((row) => row.facility_id))
  const { startLocal = null, dueLocal = null } = body
  const details = [
    ...ids.flatMap((facilityId, index) => [
      ...(known.has(facilityId) && plansAtAll(actor, [facilityId])
        ? []
        : [{ path: `body.facilities.${index}.facilityId`, message: say('plan.wrong.facility') }]),
      ...(ids.indexOf(facilityId) === index
        ? []
        : [{ path: `body.facilities.${index}.facilityId`, message: say('plan.wrong.twice') }]),
    ]),
    ...windowFaults({ startLocal, dueLocal }),
    ...(await itemSetFaults(ctx.db.read, actor.orgId, [
      { path: 'body.itemSet', set: body.itemSet },
      ...body.facilities.map(({ itemSet }, index) => ({
        path: `body.facilities.${index}.itemSet`,
        set: itemSet,
      })),
    ])),
  ]
  if (details.length > 0) fail('bad-request', say('plan.wrong'), details)
}
