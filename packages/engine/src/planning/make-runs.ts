import type { ItemSet } from '@cyclecount/contract'
import type { FacilityId, ItemSetPart, PersonId, PlanId, RunId } from '@cyclecount/domain'
import type { Actor, Cause, EngineContext, ReadOrTx, Tx } from '../context.ts'
import { heldOfRuns } from './held-of-runs.ts'
import { insertRuns, type NewRun } from './insert-runs.ts'
import type { RunWindow } from './run-window.ts'
import { countItems, insertRunItems, namedBy, storedItemSet } from './resolve-items.ts'

/** What a plan says of the runs it makes. */
export interface PlanToRun {
  readonly planId: PlanId
  readonly name: string
  readonly blind: boolean
  readonly itemSet: ItemSet
  readonly startLocal: string | null
  readonly dueLocal: string | null
  readonly createdBy: PersonId
  /** `itemSet`: what is counted there instead of the plan's own. */
  readonly places: readonly {
    readonly facilityId: FacilityId
    readonly timeZone: string
    readonly itemSet: ItemSet | null
  }[]
}

export async function planToRun(db: ReadOrTx, planId: PlanId): Promise<PlanToRun> {
  const plan = await db
    .selectFrom('count_plan')
    .selectAll()
    .where('plan_id', '=', planId)
    .executeTakeFirstOrThrow()
  const places = await db
    .selectFrom('count_plan_facility as pf')
    .innerJoin('facility as f', 'f.facility_id', 'pf.facility_id')
    .select(['pf.facility_id', 'pf.item_set', 'f.time_zone'])
    .where('pf.plan_id', '=', planId)
    .orderBy('f.code')
    .execute()
  return {
    planId,
    name: plan.name,
    blind: plan.blind === 1,
    itemSet: storedItemSet(plan.item_set),
    startLocal: plan.start_local,
    dueLocal: plan.due_local,
    createdBy: plan.created_by,
    places: places.map((row) => ({
      facilityId: row.facility_id,
      timeZone: row.time_zone,
      itemSet: row.item_set === null ? null : storedItemSet(row.item_set),
    })),
  }
}

/** A run to be made: at a facility of the plan, with its window there. */
export interface Wanted {
  readonly facilityId: FacilityId
  readonly window: RunWindow
}

/**
 * Makes runs of a plan in the caller's transaction, each with the items that the plan names there at this moment, and answers them by facility. A
 * facility at which it names none gets no run. `by`: who asks, for whom the rules may want HQ's approval; null is the scheduler. The statements are few, however many facilities there are.
 */
export async function makeRuns(
  ctx: EngineContext,
  tx: Tx,
  cause: Cause,
  plan: PlanToRun,
  wanted: readonly Wanted[],
  by: Actor | null,
): Promise<ReadonlyMap<FacilityId, RunId>> {
  const heldAt = await heldOfRuns(tx, cause.orgId, by)
  const made = new Map<FacilityId, RunId>()
  const runs: NewRun[] = []
  const items: { readonly parts: readonly ItemSetPart[]; readonly runIds: RunId[] }[] = []
  for (const { parts, at } of await byItems(tx, cause, plan, wanted)) {
    const counts =
      parts === null
        ? null
        : await countItems(
            tx,
            cause.orgId,
            parts,
            at.map(({ facilityId }) => facilityId),
          )
    const some = at.filter(({ facilityId }) => counts === null || (counts.get(facilityId) ?? 0) > 0)
    const countType = parts === null ? 'HARD_COUNT' : 'DIRECTED_COUNT'
    const ofThese = some.map((one): NewRun => {
      const held = heldAt(countType, one.facilityId)
      const blind = plan.blind || held.blind
      return {
        ...runOf(ctx, plan, one),
        ...held,
        countType,
        blind,
        items: counts?.get(one.facilityId) ?? 0,
      }
    })
    runs.push(...ofThese)
    for (const run of ofThese) made.set(run.facilityId, run.runId)
    if (parts !== null) items.push({ parts, runIds: ofThese.map(({ runId }) => runId) })
  }
  if (runs.length === 0) return made
  await insertRuns(ctx, tx, cause, runs)
  for (const { parts, runIds } of items)
    if (runIds.length > 0) await insertRunItems(tx, cause.orgId, parts, runIds)
  return made
}

function runOf(ctx: EngineContext, plan: PlanToRun, wanted: Wanted) {
  return {
    runId: ctx.newId<RunId>(),
    facilityId: wanted.facilityId,
    planId: plan.planId,
    name: plan.name,
    window: wanted.window,
    createdBy: plan.createdBy,
    createdAt: ctx.now(),
  }
}

/** The facilities that count the same items, together. */
async function byItems(tx: Tx, cause: Cause, plan: PlanToRun, wanted: readonly Wanted[]) {
  const own = new Map(plan.places.map((place) => [place.facilityId, place.itemSet]))
  const bySet = Map.groupBy(wanted, ({ facilityId }) => own.get(facilityId) ?? plan.itemSet)
  const named = await namedBy(tx, cause.orgId, [...bySet.keys()])
  return [...bySet.values()].map((at, index) => ({ parts: named[index] ?? null, at }))
}
