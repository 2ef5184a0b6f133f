import { sql } from 'kysely'
import type { EngineContext } from '../context.ts'
import { abcClasses } from '../abc/abc-classes.ts'
import { abcRules } from '../abc/abc-rules.ts'
import type { Month } from './months.ts'
import { countedRecords } from './records.ts'
import type { FiguresScope } from './scope.ts'

/** How many of a group were counted, in one period; null: in all of the time asked for. */
export interface Found {
  readonly key: string
  readonly period: string | null
  readonly n: number
}

interface There {
  readonly key: string
  readonly label: string
  readonly of: number
}

const binGroups = {
  facility: { key: sql<string>`f.facility_id`, label: sql<string>`f.name` },
  zone: { key: sql<string>`z.zone_id`, label: sql<string>`z.name` },
} as const
type BinGroup = keyof typeof binGroups

/** The bins there are. Zones of several facilities are told apart by their facility's name. */
export async function existingBins(
  ctx: EngineContext,
  scope: FiguresScope,
  by: BinGroup,
): Promise<readonly There[]> {
  const { key, label } = binGroups[by]
  const rows = await binsOf(ctx, scope)
    .select([key.as('key'), label.as('name'), 'f.name as facility', sql<number>`count(*)`.as('of')])
    .groupBy([key, label, 'f.name'])
    .execute()
  const facilities = new Set(rows.map((row) => row.facility)).size
  return rows.map((row) => ({
    key: row.key,
    label: by === 'zone' && facilities > 1 ? `${row.facility} · ${row.name}` : row.name,
    of: row.of,
  }))
}

/** Those that a submitted session reached, whatever it found there. */
export async function countedBins(
  ctx: EngineContext,
  scope: FiguresScope,
  months: readonly Month[],
  by: BinGroup,
): Promise<readonly Found[]> {
  const { key } = binGroups[by]
  const reached = binsOf(ctx, scope)
    .innerJoin('session_location as sl', 'sl.location_id', 'l.location_id')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'sl.session_id')
    .where('s.status_id', '=', 'submitted')
    .where('s.submitted_at', '>=', scope.since)
    .select([key.as('key'), sql<number>`count(distinct l.location_id)`.as('n')])
  const period = periodOf(months, 's.submitted_at')
  return [
    ...(await reached.groupBy(key).execute()).map((row) => ({ ...row, period: null })),
    ...(await reached.select(period.as('period')).groupBy([key, period]).execute()),
  ]
}

function binsOf(ctx: EngineContext, { orgId, facilities }: FiguresScope) {
  return ctx.db.read
    .selectFrom('location as l')
    .innerJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .innerJoin('facility as f', 'f.facility_id', 'l.facility_id')
    .where('l.org_id', '=', orgId)
    .$if(facilities !== 'all', (found) =>
      found.where('l.facility_id', 'in', facilities === 'all' ? [] : facilities),
    )
}

const productGroups = {
  category: sql<string>`p.category`,
  class: sql<string>`c.class`,
} as const
type ProductGroup = keyof typeof productGroups

/** Products in stock as the book was last read, each facility's for itself. */
export async function existingProducts(
  ctx: EngineContext,
  scope: FiguresScope,
  by: ProductGroup,
): Promise<readonly There[]> {
  const { orgId, facilities } = scope
  const group = productGroups[by]
  const classes = await abcRules(ctx.db.read, orgId)
  const rows = await ctx.db.read
    .selectFrom(abcClasses(orgId, classes).as('c'))
    .innerJoin('product as p', 'p.product_id', 'c.product_id')
    .select([group.as('key'), sql<number>`count(*)`.as('of')])
    .$if(facilities !== 'all', (found) =>
      found.where('c.facility_id', 'in', facilities === 'all' ? [] : facilities),
    )
    .groupBy(group)
    .execute()
  return rows.map((row) => ({ ...row, label: row.key }))
}

/** Those of them that have a counted record. */
export async function countedProducts(
  ctx: EngineContext,
  scope: FiguresScope,
  months: readonly Month[],
  by: ProductGroup,
): Promise<readonly Found[]> {
  const period = periodOf(months, 'rf.reconciled_at')
  const classes = await abcRules(ctx.db.read, scope.orgId)
  const of = countedRecords(ctx, scope)
    // Only of what is in stock is there a class.
    .innerJoin(abcClasses(scope.orgId, classes).as('c'), (join) =>
      join.onRef('c.facility_id', '=', 'v.facility_id').onRef('c.product_id', '=', 'v.product_id'),
    )
    .select([productGroups[by].as('key'), 'v.facility_id', 'v.product_id'])
    .distinct()
  const inAll = await ctx.db.read
    .selectFrom(of.as('each'))
    .select(['key', sql<number>`count(*)`.as('n')])
    .groupBy('key')
    .execute()
  const inMonths = await ctx.db.read
    .selectFrom(of.select(period.as('period')).as('each'))
    .select(['key', 'period', sql<number>`count(*)`.as('n')])
    .groupBy(['key', 'period'])
    .execute()
  return [...inAll.map((row) => ({ ...row, period: null })), ...inMonths]
}

/** The month in which an instant lies, by the facility's wall clock. The months are in order. */
function periodOf(months: readonly Month[], column: string) {
  const at = sql.ref(column)
  const [first, ...later] = months
  const cases = later
    .toReversed()
    .map(({ startsAt, name }) => sql`when ${at} >= ${sql.lit(startsAt)} then ${sql.lit(name)}`)
  if (cases.length === 0) return sql<string>`${sql.lit(first?.name ?? '')}`
  return sql<string>`case ${sql.join(cases, sql` `)} else ${sql.lit(first?.name ?? '')} end`
}
