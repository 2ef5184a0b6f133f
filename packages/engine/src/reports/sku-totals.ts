import type { RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { facilityCount } from '../reconcile/facility-count.ts'
import { nextCursor, offsetOf } from './cursor.ts'
import type { Query, Reply } from './reply.ts'

const PAGE = 200

/** Store totals: one line per SKU and unit over all sessions and locations, by SKU. Unknown codes are no SKU and are not here. */
export async function skuTotals(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  query: Query<'skuTotals'>,
): Promise<Reply<'skuTotals'>> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const offset = offsetOf(query.cursor)
  const sum = (column: string) => sql<number>`cast(sum(${sql.ref(column)}) as bigint)`
  const rows = await ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .innerJoin('product as p', 'p.product_id', 'v.product_id')
    .select(['p.product_id', 'p.sku', 'p.title', 'v.unit'])
    .select([
      // A line without a bin is a place, too.
      sql<number>`count(distinct coalesce(v.location_seq_id, ''))`.as('locations'),
      sum('v.system_quantity_on_hand').as('expected'),
      sum('v.actual_quantity_on_hand').as('counted'),
      sum('v.variance_quantity_on_hand').as('variance'),
    ])
    .where('v.org_id', '=', count.orgId)
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
    .groupBy(['p.product_id', 'p.sku', 'p.title', 'v.unit'])
    .orderBy('p.sku')
    .orderBy('v.unit')
    .offset(offset)
    .limit(PAGE + 1)
    .execute()
  const page = rows.slice(0, PAGE)
  const sessions = await sessionsByProduct(
    ctx,
    count,
    page.map((row) => row.product_id),
  )
  return {
    next: nextCursor(offset, PAGE, rows.length),
    lines: page.map((row) => ({
      productId: row.product_id,
      sku: row.sku,
      title: row.title,
      unit: row.unit,
      locations: row.locations,
      sessions: sessions.get(keyOf(row)) ?? 0,
      expectedMilli: row.expected,
      countedMilli: row.counted,
      varianceMilli: row.variance,
    })),
  }
}

async function sessionsByProduct(
  ctx: EngineContext,
  count: Awaited<ReturnType<typeof facilityCount>>,
  products: readonly Reply<'skuTotals'>['lines'][number]['productId'][],
): Promise<ReadonlyMap<string, number>> {
  if (products.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin(
      'inventory_count_import_item as i',
      'i.inventory_count_import_id',
      's.inventory_count_import_id',
    )
    .select([
      'i.product_id',
      'i.unit',
      sql<number>`count(distinct i.inventory_count_import_id)`.as('sessions'),
    ])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
    .where('s.status_id', '=', 'submitted')
    .where('i.status_id', '!=', 'voided')
    .where('i.product_id', 'in', products)
    .groupBy(['i.product_id', 'i.unit'])
    .execute()
  return new Map(rows.map((row) => [keyOf(row), row.sessions]))
}

function keyOf(row: { readonly product_id: string | null; readonly unit: string }): string {
  return JSON.stringify([row.product_id, row.unit])
}
