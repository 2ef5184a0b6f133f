import type { ScanEvent } from '@cyclecount/contract'
import type { FacilityId, LocationId, OrgId, ProductId, Sentence } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { say } from '../words/say.ts'

/** Tells of an event what it names that is not known here; null where everything is. */
export async function unknownThings(
  tx: Pick<Tx, 'selectFrom'>,
  scope: { readonly orgId: OrgId; readonly facilityId: FacilityId },
  events: readonly ScanEvent[],
): Promise<(event: ScanEvent) => Sentence | null> {
  const products = new Set(events.flatMap((event) => productOf(event) ?? []))
  const locations = new Set(events.flatMap((event) => locationOf(event) ?? []))
  const knownProducts = await productsAmong(tx, scope.orgId, [...products])
  const knownLocations = await locationsAmong(tx, scope.facilityId, [...locations])
  return (event) => {
    const productId = productOf(event)
    if (productId !== null && !knownProducts.has(productId)) return say('aside.product')
    const locationId = locationOf(event)
    if (locationId !== null && !knownLocations.has(locationId)) return say('aside.location')
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
  tx: Pick<Tx, 'selectFrom'>,
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
  tx: Pick<Tx, 'selectFrom'>,
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
