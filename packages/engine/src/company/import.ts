import type { Page } from '@cyclecount/backend-port'
import type { BackendId, FacilityId, OrgId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { mirrorFacilities, mirrorLocations } from './import-places.ts'
import { mirrorProducts, nextCatalogueVersion, publishCatalogue } from './import-products.ts'

export interface ImportScope {
  readonly orgId: OrgId
  readonly backendId: BackendId
}

export interface ImportProgress {
  readonly what: 'facilities' | 'locations' | 'products'
  readonly done: number
}

export interface ImportResult {
  readonly facilities: readonly { readonly facilityId: FacilityId; readonly code: string }[]
  readonly locations: number
  readonly products: number
  /** Products that are new or not as they were; 0 where a second import finds nothing to do. */
  readonly changed: number
}

/**
 * Brings our mirror of a backend's facilities, zones, locations, products and codes up to date, page by page. Safe at any time
 * and as often as wanted: what is known keeps its id. Throws `BackendUnavailable` where the backend cannot be read.
 */
export async function importFromBackend(
  ctx: EngineContext,
  scope: ImportScope,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportResult> {
  const adapter = ctx.adapterOf(scope.backendId)
  const facilities: { facilityId: FacilityId; code: string; externalId: string }[] = []
  for await (const rows of pagesOf((cursor) => adapter.facilities(cursor))) {
    facilities.push(...(await mirrorFacilities(ctx, scope, rows)))
    onProgress({ what: 'facilities', done: facilities.length })
  }
  let locations = 0
  for (const { facilityId, externalId } of facilities) {
    for await (const rows of pagesOf((cursor) => adapter.locations(externalId, cursor))) {
      await mirrorLocations(ctx, scope, facilityId, rows)
      locations += rows.length
      onProgress({ what: 'locations', done: locations })
    }
  }
  const version = await nextCatalogueVersion(ctx, scope.orgId)
  let products = 0
  let changed = 0
  for await (const rows of pagesOf((cursor) => adapter.products(cursor))) {
    changed += await mirrorProducts(ctx, scope, version, rows)
    products += rows.length
    onProgress({ what: 'products', done: products })
  }
  if (changed > 0) await publishCatalogue(ctx, scope, version, changed)
  return {
    facilities: facilities.map(({ facilityId, code }) => ({ facilityId, code })),
    locations,
    products,
    changed,
  }
}

async function* pagesOf<T>(
  read: (cursor: string | null) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], void> {
  let cursor: string | null = null
  do {
    const page: Page<T> = await read(cursor)
    yield page.rows
    cursor = page.next
  } while (cursor !== null)
}
