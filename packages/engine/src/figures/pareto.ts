import type { ParetoFigures, ParetoRow } from '@cyclecount/contract'
import { divideHalfEven } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { currencyOf } from './one-currency.ts'
import { costColumn, sumOf } from './records.ts'
import { figuresScope, hasNoFacility, type FiguresScope } from './scope.ts'
import { placed } from './tallies.ts'

const LISTED = 25

/**
 * The items or areas that the variance comes from, the largest first, and how much of all of it they are together. By absolute cost, for who
 * sees no cost by how many records differ, so that the order tells nobody what is dear.
 */
export async function paretoFigures(
  ctx: EngineContext,
  actor: Actor,
  query: Query<'figuresPareto'>,
): Promise<ParetoFigures> {
  const scope = await figuresScope(ctx, actor, query)
  if (hasNoFacility(scope)) return { currency: null, currencies: [], rows: [], left: 0 }
  const told = await currencyOf(ctx, scope, query.currency)
  const rows = await groupsOf(ctx, scope, query.by ?? 'item', told.currency)
  const weightOf = (row: (typeof rows)[number]) =>
    told.currency === null ? BigInt(row.differing) : row.absolute_micros
  const inOrder = rows
    .filter((row) => row.differing > 0)
    .toSorted(
      (a, b) =>
        descending(weightOf(a), weightOf(b)) || b.differing - a.differing || (a.label < b.label ? -1 : 1),
    )
  const whole = inOrder.reduce((sum, row) => sum + weightOf(row), 0n)
  let upToHere = 0n
  const listed = inOrder.slice(0, LISTED).map((row): ParetoRow => {
    upToHere += weightOf(row)
    return {
      key: row.key ?? '',
      label: row.label,
      productId: row.product_id,
      unit: row.units === 1 ? row.unit : null,
      records: row.records,
      differing: row.differing,
      netMilli: row.units === 1 ? row.net_milli : null,
      absoluteMilli: row.units === 1 ? row.absolute_milli : null,
      netMicros: told.currency === null ? null : String(row.net_micros),
      absoluteMicros: told.currency === null ? null : String(row.absolute_micros),
      cumulativeMilli: whole === 0n ? null : Number(divideHalfEven(upToHere * 100_000n, whole)),
    }
  })
  return { ...told, rows: listed, left: inOrder.length - listed.length }
}

async function groupsOf(
  ctx: EngineContext,
  scope: FiguresScope,
  by: 'item' | 'area',
  currency: string | null,
) {
  const cost = costColumn(scope, 'v.cost_variance_micros')
  const quantity = sql`v.variance_quantity_on_hand`
  const [key, label, product] =
    by === 'item'
      ? ([sql`p.product_id`, sql`p.title`, sql`p.product_id`] as const)
      : ([sql`a.area_id`, sql`a.name`, sql`null`] as const)
  const rows = await placed(ctx, scope)
    .select([
      sql<string | null>`${key}`.as('key'),
      sql<string | null>`${label}`.as('name'),
      sql<string>`min(f.name)`.as('facility'),
      sql<ParetoRow['productId']>`${product}`.as('product_id'),
      sql<string>`min(v.unit)`.as('unit'),
      sql<number>`count(distinct v.unit)`.as('units'),
      sql<number>`count(*)`.as('records'),
    ])
    .select([
      sumOf<number>(sql`case when ${quantity} <> 0 then 1 else 0 end`).as('differing'),
      sumOf<number>(sql`${quantity}`).as('net_milli'),
      sumOf<number>(sql`abs(${quantity})`).as('absolute_milli'),
      sumOf<bigint>(cost).as('net_micros'),
      sumOf<bigint>(sql`abs(${cost})`).as('absolute_micros'),
    ])
    .$if(currency !== null, (found) => found.where('v.currency', '=', currency ?? ''))
    .groupBy([key, label])
    .execute()
  const facilities = new Set(rows.map((row) => row.facility)).size
  return rows.map((row) => ({
    ...row,
    label: by === 'area' && facilities > 1 ? `${row.facility} · ${row.name ?? ''}` : (row.name ?? ''),
  }))
}

function descending(a: bigint, b: bigint): number {
  return a > b ? -1 : a < b ? 1 : 0
}
