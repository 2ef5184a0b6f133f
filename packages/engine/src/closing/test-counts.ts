import type { CountClosing } from '@cyclecount/contract'
import type { EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'

type TestCount = CountClosing['testCounts'][number]

/** What auditors counted themselves, oldest first. */
export async function testCountsOf(ctx: EngineContext, count: FacilityCount): Promise<readonly TestCount[]> {
  const rows = await ctx.db.read
    .selectFrom('auditor_test_count as t')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 't.variance_id')
    .leftJoin('product as p', 'p.product_id', 'v.product_id')
    .selectAll('t')
    .select(['p.sku', 'p.title', 'v.product_identifier', 'v.location_seq_id', 'v.unit'])
    .where('t.run_id', '=', count.runId)
    .where('t.facility_id', '=', count.facilityId)
    .orderBy('t.counted_at')
    .orderBy('t.test_count_id')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.map((row) => row.counted_by),
  )
  return rows.map((row) => ({
    testCountId: row.test_count_id,
    varianceId: row.variance_id,
    title: row.title ?? row.product_identifier,
    sku: row.sku,
    locationCode: row.location_seq_id,
    unit: row.unit,
    recordedMilli: row.recorded_milli,
    countedMilli: row.counted_milli,
    differenceMilli: row.counted_milli - row.recorded_milli,
    note: row.note,
    countedBy: nameOf(row.counted_by),
    countedAt: row.counted_at,
  }))
}
