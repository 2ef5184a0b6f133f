import { demoPastCounts, type DemoRetailer } from '@cyclecount/demo'
import type { OrgId } from '@cyclecount/domain'
import type { ApiContext } from '../context.ts'
import { pastCountRows } from './past-count-rows.ts'

/**
 * The counts of the year before, as rows: figures over time have something to show on the first day. They came from another system, so they
 * have no scans, no proposals and nothing in the audit log.
 */
export async function seedPastCounts(
  ctx: ApiContext,
  orgId: OrgId,
  books: { readonly retailer: DemoRetailer; readonly seed: string; readonly now: number },
): Promise<void> {
  const { engine } = ctx
  const earlier = await engine.db.read
    .selectFrom('facility_submission')
    .select('run_id')
    .where('org_id', '=', orgId)
    .limit(1)
    .executeTakeFirst()
  if (earlier) return
  const known = await knownOf(ctx, orgId, books.retailer)
  const all = demoPastCounts(books).filter(({ lines }) => lines.length > 0)
  await engine.db.write(async (tx) => {
    for (const count of all) {
      const rows = pastCountRows(engine.newId, orgId, count, known)
      for (const table of Object.keys(rows) as (keyof typeof rows)[])
        await engine.db.rows.insert(tx, table, rows[table])
    }
  })
}

/** What the company calls its things, by the words of the retailer. */
async function knownOf(ctx: ApiContext, orgId: OrgId, retailer: DemoRetailer) {
  const { read } = ctx.engine.db
  const of = <Row>(rows: readonly Row[], keyOf: (row: Row) => string) =>
    new Map(rows.map((row) => [keyOf(row), row]))
  const products = await read.selectFrom('product').selectAll().where('org_id', '=', orgId).execute()
  const facilities = await read.selectFrom('facility').selectAll().where('org_id', '=', orgId).execute()
  const locations = await read.selectFrom('location').selectAll().where('org_id', '=', orgId).execute()
  const areas = await read.selectFrom('area').selectAll().where('org_id', '=', orgId).execute()
  const people = await read.selectFrom('person').selectAll().where('org_id', '=', orgId).execute()
  const reasons = await read.selectFrom('decision_reason').selectAll().where('org_id', '=', orgId).execute()
  return {
    facility: of(facilities, (row) => row.code),
    location: of(locations, (row) => `${row.facility_id}/${row.location_seq_id}`),
    area: of(areas, (row) => `${row.facility_id}/${row.code}`),
    product: of(products, (row) => row.sku),
    person: of(people, (row) => row.subject),
    reason: of(reasons, (row) => row.code),
    cost: new Map(retailer.products.map((product) => [product.sku, product])),
    currency: retailer.currency,
  }
}

export type KnownThings = Awaited<ReturnType<typeof knownOf>>
