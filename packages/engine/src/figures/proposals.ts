import { AGE_HOURS, type ProposalFigures } from '@cyclecount/contract'
import { proportion } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { UNANSWERED } from '../delivery/settle-proposals.ts'
import type { Query } from '../reports/reply.ts'
import { sumOf } from './records.ts'
import { figuresScope, hasNoFacility, type FiguresScope } from './scope.ts'

const HOUR_MS = 60 * 60 * 1000

/** What became of proposals, and how long the ones that wait have waited; beside them the variances nobody has decided, of any run. */
export async function proposalFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresProposals'>,
): Promise<ProposalFigures> {
  const scope = await figuresScope(ctx, actor, query)
  // Whom the backend has not answered yet waits as others do.
  const counts = { pending: 0, accepted: 0, rejected: 0, failed: 0 }
  const classes = [...AGE_HOURS, null]
  if (hasNoFacility(scope)) {
    return {
      ...counts,
      acceptance: proportion(0, 0),
      oldestPendingAt: null,
      openVariances: 0,
      oldestOpenAt: null,
      ages: classes.map((upToHours) => ({ upToHours, proposals: 0, variances: 0 })),
    }
  }
  const statuses = await proposalsIn(ctx, scope)
    .select((eb) => ['a.status_id', eb.fn.countAll<number>().as('n')])
    .groupBy('a.status_id')
    .execute()
  for (const { status_id: status, n } of statuses) counts[status === 'asked' ? 'pending' : status] += n
  const pending = await proposalsIn(ctx, scope)
    .where('a.status_id', 'in', UNANSWERED)
    .select(aged('a.created_at', scope.now))
    .executeTakeFirstOrThrow()
  const open = await openVariances(ctx, scope)
    .select(aged('v.created_at', scope.now))
    .executeTakeFirstOrThrow()
  const answered = counts.accepted + counts.rejected
  return {
    ...counts,
    acceptance: proportion(counts.accepted, answered),
    oldestPendingAt: pending.oldest,
    openVariances: open.n,
    oldestOpenAt: open.oldest,
    ages: classes.map((upToHours, index) => ({
      upToHours,
      proposals: classOf(pending, index),
      variances: classOf(open, index),
    })),
  }
}

function proposalsIn(ctx: EngineContext, { orgId, facilities, runId, since }: FiguresScope) {
  return ctx.db.read
    .selectFrom('proposed_actions as a')
    .where('a.org_id', '=', orgId)
    .where((eb) =>
      eb.and([
        ...(facilities === 'all' ? [] : [eb('a.facility_id', 'in', facilities)]),
        ...(runId === null ? [eb('a.created_at', '>=', since)] : [eb('a.run_id', '=', runId)]),
      ]),
    )
}

function openVariances(ctx: EngineContext, { orgId, facilities, runId, since }: FiguresScope) {
  return ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .innerJoin('run_facility as rf', (join) =>
      join
        .onRef('rf.run_id', '=', 'v.run_id')
        .onRef('rf.facility_id', '=', 'v.facility_id')
        .onRef('rf.round', '=', 'v.round'),
    )
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .where('v.org_id', '=', orgId)
    .where('v.current', '=', 1)
    .where('d.decision_id', 'is', null)
    .where('rf.status', '!=', 'cancelled')
    .where((eb) =>
      eb.and([
        ...(facilities === 'all' ? [] : [eb('v.facility_id', 'in', facilities)]),
        ...(runId === null ? [eb('v.created_at', '>=', since)] : [eb('v.run_id', '=', runId)]),
      ]),
    )
}

/** How many there are, the oldest, and how many are at most as old as each class says. */
function aged(column: string, now: number) {
  const at = sql.ref(column)
  const upTo = (hours: number) =>
    sumOf<number>(sql`case when ${at} >= ${now - hours * HOUR_MS} then 1 else 0 end`)
  const [first, second, third, fourth] = AGE_HOURS
  return [
    sql<number>`count(*)`.as('n'),
    sql<number | null>`min(${at})`.as('oldest'),
    upTo(first).as('up_to_0'),
    upTo(second).as('up_to_1'),
    upTo(third).as('up_to_2'),
    upTo(fourth).as('up_to_3'),
  ] as const
}

interface Aged {
  readonly n: number
  readonly up_to_0: number
  readonly up_to_1: number
  readonly up_to_2: number
  readonly up_to_3: number
}

function classOf({ n, up_to_0, up_to_1, up_to_2, up_to_3 }: Aged, index: number): number {
  const upTo = [0, up_to_0, up_to_1, up_to_2, up_to_3, n]
  return (upTo[index + 1] ?? n) - (upTo[index] ?? 0)
}
