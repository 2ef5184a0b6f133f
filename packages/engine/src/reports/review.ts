import type { Review, Variance } from '@cyclecount/contract'
import type { PersonId, RunId, VarianceId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { parseBasis } from '../reconcile/basis.ts'
import { openRecounts } from '../recounts/open-recounts.ts'
import { facilityCount, seesCost, type FacilityCount } from '../reconcile/facility-count.ts'
import { nextCursor, offsetOf } from './cursor.ts'
import type { Query } from './reply.ts'
import { allLines, matching, varianceLines, type VarianceLine } from './variance-lines.ts'
import { toVariance } from './to-variance.ts'

const PAGE = 100
const LARGEST_PAGE = 500

/**
 * The lines of the run's count that match, largest first: by absolute value, lines of unknown cost after them by absolute quantity.
 * Totals are of all matching lines, net and absolute apart, and come without a cursor: what is far down the list is asked for often, and
 * they are not another then. Who may not see cost gets none and is sorted by quantity.
 */
export async function review(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: Query<'review'>,
): Promise<Review> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const showsCost = seesCost(actor, count.facilityId)
  const limit = Math.min(LARGEST_PAGE, Math.max(1, Number(query.limit ?? PAGE) || PAGE))
  const offset = offsetOf(query.cursor)
  const matched = matching(varianceLines(ctx, count), query)
  // First which: what is said of a line is wide, and is read for one page only.
  const sorted = ordered(matched, showsCost ? (query.sort ?? 'value') : withoutValue(query.sort))
  const found = await sorted
    .clearSelect()
    .select('v.variance_id')
    .offset(offset)
    .limit(limit + 1)
    .execute()
  const page = await linesOf(
    ctx,
    found.slice(0, limit).map((row) => row.variance_id),
  )
  const people = page.flatMap((row): PersonId[] => [
    ...parseBasis(row.basis).counters,
    ...(row.decided_by === null ? [] : [row.decided_by]),
    ...(row.first_by === null ? [] : [row.first_by]),
  ])
  const recounting = await openRecounts(ctx.db.read, count)
  const nameOf = await namesOf(ctx, count.orgId, [
    ...people,
    ...page.flatMap((row) => recounting(row.product_id, row.location_id) ?? []),
  ])
  return {
    runId,
    facilityId: count.facilityId,
    reconciledAt: count.reconciledAt,
    readAt: await newestRead(ctx, count),
    totals: query.cursor === undefined ? await totals(matched, count, showsCost) : null,
    next: nextCursor(offset, limit, found.length),
    lines: page.map((row): Variance => toVariance(row, { actor, nameOf, showsCost, recounting })),
  }
}

/** These lines, in this order. */
async function linesOf(ctx: EngineContext, ids: readonly VarianceId[]): Promise<readonly VarianceLine[]> {
  if (ids.length === 0) return []
  const rows = await allLines(ctx)
    .where('v.variance_id', 'in', [...ids])
    .execute()
  const byId = new Map(rows.map((row) => [row.variance_id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

type Sort = NonNullable<Query<'review'>['sort']>

/** Order by value would tell who may not see cost what is dear. */
function withoutValue(sort: Sort | undefined): Sort {
  return sort === undefined || sort === 'value' ? 'quantity' : sort
}

type Lines = ReturnType<typeof matching>
type Totals = NonNullable<Review['totals']>

function ordered(lines: Lines, sort: Sort): Lines {
  const byQuantity = (query: Lines) => query.orderBy(sql`abs(v.variance_quantity_on_hand)`, 'desc')
  const inOrder = {
    value: () =>
      byQuantity(
        lines
          .orderBy(sql`case when v.cost_variance_micros is null then 1 else 0 end`)
          .orderBy(sql`abs(v.cost_variance_micros)`, 'desc'),
      ),
    quantity: () => byQuantity(lines),
    title: () => lines.orderBy(sql`lower(coalesce(p.title, v.product_identifier))`),
    location: () =>
      lines
        .orderBy(sql`case when v.location_seq_id is null then 1 else 0 end`)
        .orderBy('v.location_seq_id')
        .orderBy(sql`lower(coalesce(p.title, v.product_identifier))`),
  } satisfies Record<Sort, () => Lines>
  return inOrder[sort]().orderBy('v.line_key')
}

async function totals(lines: Lines, count: FacilityCount, showsCost: boolean): Promise<Totals> {
  const sums = await lines
    .clearSelect()
    .select([
      sql<number>`count(*)`.as('lines'),
      sumOf<number>(sql`case when v.variance_quantity_on_hand <> 0 then 1 else 0 end`).as('differing'),
      sumOf<number>(sql`case when d.decision_id is null then 1 else 0 end`).as('open'),
      sumOf<number>(sql`v.variance_quantity_on_hand`).as('net_milli'),
      sumOf<number>(sql`abs(v.variance_quantity_on_hand)`).as('absolute_milli'),
      sumOf<bigint>(sql`case when v.consigned = 0 then v.cost_variance_micros end`).as('net_micros'),
      sumOf<bigint>(sql`case when v.consigned = 0 then abs(v.cost_variance_micros) end`).as(
        'absolute_micros',
      ),
      sumOf<number>(sql`case when v.cost_variance_micros is null then 1 else 0 end`).as('without_cost'),
      sumOf<number>(sql`v.consigned`).as('consigned'),
      sumOf<bigint>(sql`case when v.consigned = 1 then v.cost_variance_micros end`).as(
        'consigned_net_micros',
      ),
      sumOf<bigint>(sql`case when v.consigned = 1 then abs(v.cost_variance_micros) end`).as(
        'consigned_absolute_micros',
      ),
    ])
    .executeTakeFirstOrThrow()
  const knowsCost = showsCost && sums.without_cost < sums.lines
  return {
    lines: sums.lines,
    differing: sums.differing,
    open: sums.open,
    netMilli: sums.net_milli,
    absoluteMilli: sums.absolute_milli,
    currency: count.currency,
    netCostMicros: knowsCost ? sums.net_micros.toString() : null,
    absoluteCostMicros: knowsCost ? sums.absolute_micros.toString() : null,
    withoutCost: sums.without_cost,
    consigned: {
      lines: sums.consigned,
      netCostMicros: knowsCost ? sums.consigned_net_micros.toString() : null,
      absoluteCostMicros: knowsCost ? sums.consigned_absolute_micros.toString() : null,
    },
  }
}

/** A sum that is an integer on both databases; 0 of nothing. */
function sumOf<T>(expression: ReturnType<typeof sql>) {
  return sql<T>`cast(coalesce(sum(${expression}), 0) as bigint)`
}

async function newestRead(ctx: EngineContext, count: FacilityCount): Promise<number | null> {
  const row = await ctx.db.read
    .selectFrom('on_hand_snapshot')
    .select('read_at')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('taken_for', '=', 'comparison')
    .orderBy('read_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.read_at ?? null
}
