import type { ScanEvent } from '@cyclecount/contract'
import type { FacilityId, LocationId, OrgId, ProductId, Sentence } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { say } from '../words/say.ts'

/** What was found before, so that it is not looked for again: products and locations come and change, and never go. */
export interface Known {
  readonly products: Set<ProductId>
  readonly locations: Set<LocationId>
}

const knownIn = new WeakMap<EngineContext['db'], Map<string, Known>>()
/** Above this many a list of known things is begun anew. */
const MOST_KNOWN = 200_000

/** What this process found before at a facility. */
export function knownAt(ctx: EngineContext, { facilityId }: Scope): Known {
  const places = knownIn.get(ctx.db) ?? new Map<string, Known>()
  knownIn.set(ctx.db, places)
  const held = places.get(facilityId)
  if (held && held.products.size < MOST_KNOWN) return held
  const known: Known = { products: new Set(), locations: new Set() }
  places.set(facilityId, known)
  return known
}

interface Scope {
  readonly orgId: OrgId
  readonly facilityId: FacilityId
}

/** Tells of an event what it names that is not known here; null where everything is. */
export async function unknownThings(
  tx: Pick<Tx, 'selectFrom'>,
  scope: Scope,
  events: readonly ScanEvent[],
  known: Known = { products: new Set(), locations: new Set() },
): Promise<(event: ScanEvent) => Sentence | null> {
  const products = new Set<ProductId>()
  const locations = new Set<LocationId>()
  for (const event of events) {
    const productId = productOf(event)
    if (productId !== null && !known.products.has(productId)) products.add(productId)
    const locationId = locationOf(event)
    if (locationId !== null && !known.locations.has(locationId)) locations.add(locationId)
  }
  for (const productId of await productsAmong(tx, scope.orgId, [...products])) known.products.add(productId)
  for (const locationId of await locationsAmong(tx, scope.facilityId, [...locations]))
    known.locations.add(locationId)
  return (event) => {
    const productId = productOf(event)
    if (productId !== null && !known.products.has(productId)) return say('aside.product')
    const locationId = locationOf(event)
    if (locationId !== null && !known.locations.has(locationId)) return say('aside.location')
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
