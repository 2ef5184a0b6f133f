import { drawSample, sampleSize, type FacilityId } from '@cyclecount/domain'
import { mirroredPlace } from '../company/mirror.ts'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import type { Query, Reply } from '../reports/reply.ts'

const USUAL_MARGIN_MILLI = 5000

/**
 * A control group: as many products in stock at the facility as are needed to know a share of them to within the margin (thousandths of a
 * percent) at 95 %, drawn by chance. The same seed draws the same ones as long as the same products are in stock.
 */
export async function controlGroup(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  { marginMilli, seed }: Query<'controlGroup'>,
): Promise<Reply<'controlGroup'>> {
  requireAt(actor, 'plan-runs', facilityId)
  await mirroredPlace(ctx, actor, facilityId)
  const stocked = await ctx.db.read
    .selectFrom('inventory_balance as b')
    .innerJoin('product as p', 'p.product_id', 'b.product_id')
    .select(['p.product_id', 'p.sku', 'p.title'])
    .distinct()
    .where('b.facility_id', '=', facilityId)
    .where('b.quantity_on_hand_milli', '!=', 0)
    .where('p.active', '=', 1)
    .execute()
  const ids = stocked.map((row) => row.product_id)
  const margin = Number(marginMilli ?? USUAL_MARGIN_MILLI)
  const drawn = new Set(drawSample(ids, sampleSize(ids.length, margin), seed))
  return {
    population: ids.length,
    products: stocked
      .filter((row) => drawn.has(row.product_id))
      .map((row) => ({ productId: row.product_id, sku: row.sku, title: row.title }))
      .toSorted((a, b) => a.title.localeCompare(b.title) || (a.sku < b.sku ? -1 : 1)),
  }
}
