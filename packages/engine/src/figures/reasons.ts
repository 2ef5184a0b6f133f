import type { ReasonFigures } from '@cyclecount/contract'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { currencyOf } from './one-currency.ts'
import { costColumn, countedRecords, isOf, sumOf } from './records.ts'
import { figuresScope, hasNoFacility } from './scope.ts'

/**
 * From what the book came to, reason by reason, to what was counted: each reason's shortages and finds apart. What nobody has decided is
 * `open`, what was decided against is `rejected`: it was counted, and the book was left as it was.
 */
export async function reasonFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresReasons'>,
): Promise<ReasonFigures> {
  const scope = await figuresScope(ctx, actor, query)
  const nothing = { currency: null, currencies: [], expectedMicros: null, countedMicros: null, rows: [] }
  if (hasNoFacility(scope)) return nothing
  const told = await currencyOf(ctx, scope, query.currency)
  const cost = costColumn(scope, 'v.cost_variance_micros')
  const key = sql<string>`case when d.decision_id is null then 'open' when d.outcome = 'rejected' then 'rejected' else r.code end`
  const label = sql<string>`case when d.decision_id is null or d.outcome = 'rejected' then '' else r.label end`
  const rows = await countedRecords(ctx, scope)
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .leftJoin('decision_reason as r', 'r.reason_id', 'd.reason_id')
    .select([key.as('key'), label.as('label'), sql<number>`count(*)`.as('records')])
    .select([
      sumOf<number>(sql`case when v.variance_quantity_on_hand <> 0 then 1 else 0 end`).as('differing'),
      sumOf<bigint>(costColumn(scope, 'v.total_cost_micros')).as('expected_micros'),
      sumOf<bigint>(sql`case when ${cost} < 0 then ${cost} else 0 end`).as('short_micros'),
      sumOf<bigint>(sql`case when ${cost} > 0 then ${cost} else 0 end`).as('over_micros'),
      sumOf<number>(sql`case when ${isOf('own')} and ${cost} is null then 1 else 0 end`).as('without_cost'),
    ])
    .$if(told.currency !== null, (found) => found.where('v.currency', '=', told.currency ?? ''))
    .groupBy([key, label])
    .execute()
  const expected = rows.reduce((sum, row) => sum + row.expected_micros, 0n)
  const net = rows.reduce((sum, row) => sum + row.short_micros + row.over_micros, 0n)
  const amount = (micros: bigint) => (told.currency === null ? null : String(micros))
  return {
    ...told,
    expectedMicros: amount(expected),
    countedMicros: amount(expected + net),
    rows: rows
      .filter((row) => row.differing > 0)
      .toSorted(
        (a, b) =>
          compare(a.short_micros + a.over_micros, b.short_micros + b.over_micros) || (a.key < b.key ? -1 : 1),
      )
      .map((row) => ({
        key: row.key,
        label: row.label,
        records: row.differing,
        shortMicros: amount(row.short_micros),
        overMicros: amount(row.over_micros),
        netMicros: amount(row.short_micros + row.over_micros),
        withoutCost: row.without_cost,
      })),
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
