import { fail } from '@cyclecount/contract'
import type { BackendId, FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { say } from '../words/say.ts'

/** What our mirror says of a facility and who holds its books. */
export interface MirroredPlace {
  readonly backendId: BackendId
  readonly facilityId: FacilityId
  readonly name: string
  readonly timeZone: string
  readonly currency: string
}

/** Not found beyond the actor's org. What they may do there is the caller's to ask. */
export async function mirroredPlace(
  ctx: EngineContext,
  actor: Pick<Actor, 'orgId'>,
  facilityId: FacilityId,
): Promise<MirroredPlace> {
  const row = await ctx.db.read
    .selectFrom('facility')
    .select(['backend_id', 'name', 'time_zone', 'currency'])
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!row) fail('not-found', say('facility.none'))
  return {
    facilityId,
    backendId: row.backend_id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
  }
}

/** The facilities of the actor's org, or those of a list. */
export async function mirroredPlaces(
  ctx: EngineContext,
  actor: Actor,
  scope: 'all' | readonly FacilityId[],
): Promise<readonly MirroredPlace[]> {
  if (scope !== 'all' && scope.length === 0) return []
  const rows = await ctx.db.read
    .selectFrom('facility')
    .select(['facility_id', 'backend_id', 'name', 'time_zone', 'currency'])
    .where('org_id', '=', actor.orgId)
    .$if(scope !== 'all', (query) => query.where('facility_id', 'in', scope === 'all' ? [] : scope))
    .orderBy('code')
    .execute()
  return rows.map((row) => ({
    facilityId: row.facility_id,
    backendId: row.backend_id,
    name: row.name,
    timeZone: row.time_zone,
    currency: row.currency,
  }))
}

/** On-hand as our mirror of the backend shows it, per product, in the product's own unit; products never read are not in it. */
export async function mirroredOnHand(
  ctx: EngineContext,
  facilityId: FacilityId,
  products: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, number>> {
  if (products.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('inventory_balance as b')
    .innerJoin('product as p', (join) =>
      join.onRef('p.product_id', '=', 'b.product_id').onRef('p.unit', '=', 'b.unit'),
    )
    .select(['b.product_id', 'b.quantity_on_hand_milli'])
    .where('b.facility_id', '=', facilityId)
    .where('b.product_id', 'in', products)
    .execute()
  const sums = new Map<ProductId, number>()
  for (const row of rows)
    sums.set(row.product_id, (sums.get(row.product_id) ?? 0) + row.quantity_on_hand_milli)
  return sums
}

/** Labels of a facility's locations: code and the name of its zone. */
export async function locationLabels(
  ctx: EngineContext,
  facilityId: FacilityId,
): Promise<ReadonlyMap<LocationId, { readonly bin: string; readonly zone: string }>> {
  const rows = await ctx.db.read
    .selectFrom('location as l')
    .innerJoin('zone as z', 'z.zone_id', 'l.zone_id')
    .select(['l.location_id', 'l.location_seq_id', 'z.name'])
    .where('l.facility_id', '=', facilityId)
    .execute()
  return new Map(rows.map((row) => [row.location_id, { bin: row.location_seq_id, zone: row.name }]))
}

export interface MirroredProduct {
  readonly sku: string
  readonly title: string
  readonly unit: string
}

export async function mirroredProduct(
  ctx: EngineContext,
  actor: Actor,
  productId: ProductId,
): Promise<MirroredProduct> {
  const row = await ctx.db.read
    .selectFrom('product')
    .select(['sku', 'title', 'unit'])
    .where('product_id', '=', productId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!row) fail('not-found', say('product.none'))
  return row
}
