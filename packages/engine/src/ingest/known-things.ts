import type { ScanEvent } from '@cyclecount/contract'
import type { FacilityId, LocationId, OrgId, ProductId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'

/** Tells of an event what it names that is not known here; null where everything is. */
export async function unknownThings(
  tx: Tx,
  scope: { readonly orgId: OrgId; readonly facilityId: FacilityId },
  events: readonly ScanEvent[],
): Promise<(event: ScanEvent) => string | null> {
  const products = new Set(events.flatMap((event) => productOf(event) ?? []))
  const locations = new Set(events.flatMap((event) => locationOf(event) ?? []))
  const knownProducts = await productsAmong(tx, scope.orgId, [...products])
  const knownLocations = await locationsAmong(tx, scope.facilityId, [...locations])
  return (event) => {
    const productId = productOf(event)
    if (productId !== null && !knownProducts.has(productId)) return 'names a product that is not known here'
    const locationId = locationOf(event)
    if (locationId !== null && !knownLocations.has(locationId))
      return 'names a location that this facility does not have'
    return null
  }
}

function productOf(event: ScanEvent): ProductId | null {
  return 'productId' in event ? event.productId : null
}

function locationOf(event: ScanEvent): LocationId | null {
  return 'locationId' in event ? event.locationId : null
}

async function productsAmong(
  tx: Tx,
  orgId: OrgId,
  ids: readonly ProductId[],
): Promise<ReadonlySet<ProductId>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('product')
    .select('product_id')
    .where('org_id', '=', orgId)
    .where('product_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.product_id))
}

async function locationsAmong(
  tx: Tx,
  facilityId: FacilityId,
  ids: readonly LocationId[],
): Promise<ReadonlySet<LocationId>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('location')
    .select('location_id')
    .where('facility_id', '=', facilityId)
    .where('location_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.location_id))
}
