import { fail } from '@cyclecount/contract'
import type { BackendId, FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { say } from '../words/say.ts'

export interface ExternalNames {
  /** Fails where the backend does not know the thing: nothing could be delivered for it. */
  readonly product: (id: ProductId | null) => string
  readonly location: (id: LocationId | null) => string | null
  readonly facility: (id: FacilityId) => string
}

/** What the backend calls these things. Read in the caller's transaction: a second connection might be waited for for ever. */
export async function externalNames(
  tx: Pick<Tx, 'selectFrom'>,
  backendId: BackendId,
  ids: {
    readonly facility: FacilityId
    readonly products: readonly ProductId[]
    readonly locations: readonly LocationId[]
  },
): Promise<ExternalNames> {
  const products = await namesOf(tx, backendId, 'product', ids.products)
  const locations = await namesOf(tx, backendId, 'location', ids.locations)
  const facilities = await namesOf(tx, backendId, 'facility', [ids.facility])
  return namesAmong({ products, locations, facilities })
}

/** Names that were read before, by our ids. */
export function namesAmong({
  products,
  locations,
  facilities,
}: {
  readonly products: ReadonlyMap<string, string>
  readonly locations: ReadonlyMap<string, string>
  readonly facilities: ReadonlyMap<string, string>
}): ExternalNames {
  return {
    facility: (id) => facilities.get(id) ?? fail('not-ready', say('facility.notLinked')),
    product: (id) =>
      (id === null ? undefined : products.get(id)) ?? fail('not-ready', say('product.notLinked')),
    location: (id) =>
      id === null ? null : (locations.get(id) ?? fail('not-ready', say('location.notLinked'))),
  }
}

async function namesOf(
  tx: Pick<Tx, 'selectFrom'>,
  backendId: BackendId,
  entity: 'product' | 'location' | 'facility',
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const chunk of chunksOf([...new Set(ids)], 500)) {
    const rows = await tx
      .selectFrom('external_id')
      .select(['internal_id', 'external_id'])
      .where('backend_id', '=', backendId)
      .where('entity', '=', entity)
      .where('internal_id', 'in', chunk)
      .execute()
    for (const row of rows) names.set(row.internal_id, row.external_id)
  }
  return names
}
