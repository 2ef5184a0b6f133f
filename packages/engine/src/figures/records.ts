import { asUuid } from '@cyclecount/db'
import { sql } from 'kysely'
import type { EngineContext } from '../context.ts'
import type { FiguresScope } from './scope.ts'

/** Runs whose figures are fixed: HQ has them, and did not send them back. */
const HANDED_IN = ['submitted', 'accepted'] as const

/**
 * The records that were counted, in the scope: of every line its newest version, whose figures are those of the count that stands, be that the
 * first one or a recount. Codes that mean no product are no record of the book and are not here.
 */
export function countedRecords(ctx: EngineContext, scope: FiguresScope) {
  const { facilities, runId } = scope
  return ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .innerJoin('run_facility as rf', (join) =>
      join.onRef('rf.run_id', '=', 'v.run_id').onRef('rf.facility_id', '=', 'v.facility_id'),
    )
    .innerJoin('product as p', 'p.product_id', 'v.product_id')
    .where('v.org_id', '=', scope.orgId)
    .where('v.current', '=', 1)
    .where((eb) =>
      eb.and([
        ...(facilities === 'all' ? [] : [eb('v.facility_id', 'in', facilities)]),
        ...(runId === null
          ? [eb('rf.status', 'in', HANDED_IN), eb('rf.reconciled_at', '>=', scope.since)]
          : [eb('v.run_id', '=', runId)]),
      ]),
    )
}

/** The runs that the records are of, with their facility. */
export function countedRuns(ctx: EngineContext, scope: FiguresScope) {
  const { facilities, runId } = scope
  return ctx.db.read
    .selectFrom('run_facility as rf')
    .innerJoin('count_run as run', 'run.run_id', 'rf.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'rf.facility_id')
    .where('rf.org_id', '=', scope.orgId)
    .where((eb) =>
      eb.and([
        ...(facilities === 'all' ? [] : [eb('rf.facility_id', 'in', facilities)]),
        ...(runId === null
          ? [eb('rf.status', 'in', HANDED_IN), eb('rf.reconciled_at', '>=', scope.since)]
          : [eb('rf.run_id', '=', runId)]),
      ]),
    )
}

/** A column of cost of the org's own stock, or of what belongs to others; null where it is the other's, or not for the actor's eyes. */
export function costColumn({ costAt }: FiguresScope, column: string, whose: 'own' | 'consigned' = 'own') {
  if (costAt !== 'all' && costAt.length === 0) return sql<bigint | null>`cast(null as bigint)`
  const seen = costAt === 'all' ? sql`1 = 1` : sql`v.facility_id in (${sql.join(costAt.map(asUuid))})`
  return sql<bigint | null>`case when ${isOf(whose)} and ${seen} then ${sql.ref(column)} end`
}

/** Whether what differs is the org's own, or belongs to somebody else. */
export function isOf(whose: 'own' | 'consigned') {
  return sql<boolean>`v.consigned = ${sql.lit(whose === 'own' ? 0 : 1)}`
}

/** A sum that is an integer on both databases; 0 of nothing. */
export function sumOf<T>(expression: ReturnType<typeof sql>) {
  return sql<T>`cast(coalesce(sum(${expression}), 0) as bigint)`
}

/** Whether somebody handed in a recount of the record's place, whichever of its counts stands. */
export const countedAgain = sql<boolean>`exists (
  select 1 from recount_item again
  join inventory_count_import recount on recount.assignment_id = again.assignment_id and recount.status_id = 'submitted'
  where again.run_id = v.run_id and again.facility_id = v.facility_id and again.product_id = v.product_id
    and (again.location_id = v.location_id or (again.location_id is null and v.location_id is null)))`
