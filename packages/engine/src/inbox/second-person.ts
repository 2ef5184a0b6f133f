import { sql } from 'kysely'
import { closedStatuses } from '../reconcile/facility-count.ts'
import type { Actor, EngineContext } from '../context.ts'
import type { Waiting } from './thing.ts'
import { runsOf, toWaiting } from './waiting.ts'

/** Lines that somebody else approved first, run by run, for who approves them too. */
export async function secondApprovalsFor(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const rows = await runsOf(ctx, actor, 'accept-counts')
    ?.innerJoin('first_approval as fa', (join) =>
      join.onRef('fa.run_id', '=', 'rf.run_id').onRef('fa.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'fa.variance_id')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'fa.variance_id')
    .select([sql<number>`count(*)`.as('n'), sql<number>`max(fa.approved_at)`.as('at')])
    .where('rf.status', 'not in', closedStatuses)
    .where('v.current', '=', 1)
    .whereRef('v.round', '=', 'rf.round')
    .where('d.decision_id', 'is', null)
    .where('fa.approved_by', '!=', actor.personId)
    .groupBy(['rf.run_id', 'run.name', 'rf.facility_id', 'f.name', 'f.time_zone'])
    .orderBy('at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('second-approval', row, { key: `second-approval:${row.run_id}`, at: row.at, n: row.n }),
  )
}

/** Adjustments that somebody else asks to take back, run by run, for who may answer. */
export async function reversalsFor(ctx: EngineContext, actor: Actor): Promise<readonly Waiting[]> {
  const rows = await runsOf(ctx, actor, 'decide')
    ?.innerJoin('proposed_actions as a', (join) =>
      join.onRef('a.run_id', '=', 'rf.run_id').onRef('a.facility_id', '=', 'rf.facility_id'),
    )
    .innerJoin('reversal_request as q', 'q.proposal_id', 'a.proposal_id')
    .select([sql<number>`count(*)`.as('n'), sql<number>`max(q.asked_at)`.as('at')])
    .where('q.outcome', 'is', null)
    .where('q.org_id', '=', actor.orgId)
    .where('q.asked_by', '!=', actor.personId)
    .groupBy(['rf.run_id', 'run.name', 'rf.facility_id', 'f.name', 'f.time_zone'])
    .orderBy('at', 'desc')
    .execute()
  return (rows ?? []).map((row) =>
    toWaiting('reversal', row, { key: `reversal:${row.run_id}`, at: row.at, n: row.n }),
  )
}
