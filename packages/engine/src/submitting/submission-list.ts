import type { SubmissionList } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount, seesCost } from '../reconcile/facility-count.ts'
import { nextCursor, offsetOf } from '../reports/cursor.ts'
import type { Query, Reply } from '../reports/reply.ts'
import { whyOwn } from './own-count.ts'
import { peopleOf, submissionsOf, toSubmission } from './submission-rows.ts'

const PAGE = 50

/** Counts of the facilities for which the actor answers that wait for HQ, oldest first, or that were answered, newest first. */
export async function submissionList(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'submissions'>,
): Promise<SubmissionList> {
  const scope = scopeOf(actor, 'accept-counts')
  if (scope !== 'all' && scope.length === 0) return { waiting: 0, next: null, submissions: [] }
  const offset = offsetOf(query.cursor)
  const waits = query.state === 'waiting'
  const mine = ctx.db.read
    .selectFrom('facility_submission as s')
    .where('s.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (q) => q.where('s.facility_id', 'in', scope === 'all' ? [] : [...scope]))
  const { waiting } = await mine
    .where('s.outcome', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .executeTakeFirstOrThrow()
  const { facilityId } = query
  const rows = await mine
    .innerJoin('count_run as run', 'run.run_id', 's.run_id')
    .innerJoin('facility as f', 'f.facility_id', 's.facility_id')
    .selectAll('s')
    .select(['run.name as run_name', 'f.name as facility_name', 'f.time_zone', 'f.currency'])
    .where('s.outcome', waits ? 'is' : 'is not', null)
    .$if(facilityId !== undefined, (q) => q.where('s.facility_id', '=', facilityId ?? never()))
    .orderBy(waits ? 's.submitted_at' : 's.answered_at', waits ? 'asc' : 'desc')
    .orderBy('s.run_id')
    .orderBy('s.number', 'desc')
    .offset(offset)
    .limit(PAGE + 1)
    .execute()
  const page = rows.slice(0, PAGE)
  const nameOf = await namesOf(ctx, actor.orgId, page.flatMap(peopleOf))
  const figures = await figuresOf(
    ctx,
    page.map((row) => row.run_id),
  )
  return {
    waiting,
    next: nextCursor(offset, PAGE, rows.length),
    submissions: page.map((row) => {
      const sums = figures.get(row.run_id)
      const knowsCost = seesCost(actor, row.facility_id) && sums !== undefined && sums.with_cost > 0
      return {
        runId: row.run_id,
        runName: row.run_name,
        facilityId: row.facility_id,
        facilityName: row.facility_name,
        timeZone: row.time_zone,
        submission: toSubmission(row, nameOf),
        lines: sums?.lines ?? 0,
        differing: sums?.differing ?? 0,
        netMilli: sums?.net_milli ?? 0,
        absoluteMilli: sums?.absolute_milli ?? 0,
        currency: row.currency,
        netCostMicros: knowsCost ? sums.net_micros.toString() : null,
        absoluteCostMicros: knowsCost ? sums.absolute_micros.toString() : null,
      }
    }),
  }
}

/** Every time a run's count was handed to HQ, newest first, and why the actor may not accept what waits. */
export async function runSubmissions(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
): Promise<Reply<'runSubmissions'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const rows = await submissionsOf(ctx.db.read, count)
  const nameOf = await namesOf(ctx, count.orgId, rows.flatMap(peopleOf))
  const [newest] = rows
  return {
    submissions: rows.map((row) => toSubmission(row, nameOf)),
    own: newest ? await whyOwn(ctx.db.read, count, newest, actor.personId) : null,
  }
}

/** What the newest round of each run comes to. */
async function figuresOf(ctx: EngineContext, runs: readonly RunId[]) {
  if (runs.length === 0) return new Map<RunId, never>()
  const sumOf = <T>(expression: ReturnType<typeof sql>) =>
    sql<T>`cast(coalesce(sum(${expression}), 0) as bigint)`
  const rows = await ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .innerJoin('run_facility as rf', (join) =>
      join.onRef('rf.run_id', '=', 'v.run_id').onRef('rf.round', '=', 'v.round'),
    )
    .select('v.run_id')
    .select((eb) => [
      eb.fn.countAll<number>().as('lines'),
      sumOf<number>(sql`case when v.variance_quantity_on_hand <> 0 then 1 else 0 end`).as('differing'),
      sumOf<number>(sql`v.variance_quantity_on_hand`).as('net_milli'),
      sumOf<number>(sql`abs(v.variance_quantity_on_hand)`).as('absolute_milli'),
      // What belongs to others is valued apart, in the review.
      sumOf<bigint>(sql`case when v.consigned = 0 then v.cost_variance_micros end`).as('net_micros'),
      sumOf<bigint>(sql`case when v.consigned = 0 then abs(v.cost_variance_micros) end`).as(
        'absolute_micros',
      ),
      sumOf<number>(sql`case when v.cost_variance_micros is null then 0 else 1 end`).as('with_cost'),
    ])
    .where('v.run_id', 'in', runs)
    .where('v.current', '=', 1)
    .groupBy('v.run_id')
    .execute()
  return new Map(rows.map((row) => [row.run_id, row]))
}

function never(): never {
  throw new Error('asked for a filter that was not given')
}
