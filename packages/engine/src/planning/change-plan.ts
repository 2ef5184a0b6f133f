import { fail } from '@cyclecount/contract'
import type { FacilityId, ItemSetPart, RunId } from '@cyclecount/domain'
import type { Actor, EngineContext, Tx } from '../context.ts'
import { say } from '../words/say.ts'
import { changeRuns, notBegun, type RunChange } from './change-runs.ts'
import type { PlanToRun } from './make-runs.ts'
import { countItems, insertRunItems, namedBy } from './resolve-items.ts'
import { windowIn } from './run-window.ts'

/**
 * Brings the runs of a published plan that nobody has begun to what the plan says now, in the caller's transaction; those that were begun stay as they are.
 * Only runs with the window that the plan had get its new one: an occurrence of a schedule keeps its own.
 */
export async function changePlannedRuns(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  { before, plan }: { readonly before: PlanToRun; readonly plan: PlanToRun },
): Promise<readonly FacilityId[]> {
  const places = new Map(plan.places.map((place) => [place.facilityId, place]))
  const rows = await tx
    .selectFrom('count_run as r')
    .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
    .select(['r.run_id', 'rf.facility_id', 'rf.status'])
    .select(['rf.start_local', 'rf.start_at_utc', 'rf.due_local', 'rf.due_at_utc'])
    .where('r.plan_id', '=', plan.planId)
    .where('rf.status', 'in', notBegun)
    .orderBy('r.run_id')
    .execute()
  const changed: FacilityId[] = []
  const bySet = Map.groupBy(rows, (row) => places.get(row.facility_id)?.itemSet ?? plan.itemSet)
  const named = await namedBy(tx, actor.orgId, [...bySet.keys()])
  for (const [index, runs] of [...bySet.values()].entries()) {
    const parts = named[index] ?? null
    const facilities = runs.map((row) => row.facility_id)
    const counts = parts && (await countItems(tx, actor.orgId, parts, facilities))
    const changes = runs.map((row): RunChange => {
      const { timeZone = 'UTC' } = places.get(row.facility_id) ?? {}
      const own = { startLocal: row.start_local, dueLocal: row.due_local }
      const isOfPlan = own.startLocal === before.startLocal && own.dueLocal === before.dueLocal
      const items = counts?.get(row.facility_id) ?? 0
      if (counts && items === 0) return fail('not-ready', say('plan.noItems'))
      return {
        runId: row.run_id,
        facilityId: row.facility_id,
        status: row.status,
        name: plan.name,
        blind: plan.blind,
        countType: parts === null ? 'HARD_COUNT' : 'DIRECTED_COUNT',
        window: isOfPlan
          ? windowIn(timeZone, plan)
          : { ...own, startAt: row.start_at_utc, dueAt: row.due_at_utc },
        items,
      }
    })
    await changeRuns(ctx, tx, actor, changes)
    await replaceItems(
      tx,
      actor,
      parts,
      runs.map((row) => row.run_id),
    )
    changed.push(...facilities)
  }
  return changed
}

async function replaceItems(
  tx: Tx,
  actor: Actor,
  parts: readonly ItemSetPart[] | null,
  runs: readonly RunId[],
): Promise<void> {
  await tx.deleteFrom('run_item').where('run_id', 'in', runs).execute()
  if (parts !== null) await insertRunItems(tx, actor.orgId, parts, runs)
}
