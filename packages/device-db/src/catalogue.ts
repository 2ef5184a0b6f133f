import type { FacilityId, ProductId } from '@cyclecount/domain'
import type { KnownProduct } from '@cyclecount/sync'
import { Dexie } from 'dexie'
import type { DeviceDatabase } from './database.ts'
import { knownProduct, lookupKey } from './look-up.ts'
import { FacilityRow, ProductRow, readRow, readRows } from './rows.ts'

/** A page of a facility's catalogue, codes already in their look-up form. */
export interface CatalogueBatch {
  readonly version: number
  readonly total: number
  readonly next: string | null
  readonly products: readonly Omit<ProductRow, 'facilityId' | 'lookup'>[]
}

/** Where a facility's catalogue stands on this device. */
export interface CatalogueState {
  readonly facilityId: FacilityId
  /** Whether counting can begin: everything was stored once. */
  readonly ready: boolean
  readonly upToDate: boolean
  readonly products: number
  /** What to ask the server next; null where nothing is left to ask. */
  readonly ask: { readonly since?: string; readonly cursor?: string } | null
  readonly progress: { readonly stored: number; readonly total: number } | null
}

export function catalogueState(row: FacilityRow): CatalogueState {
  const { facilityId, catalogue, wantedVersion } = row
  const version = catalogue?.version ?? null
  const fetching = catalogue?.fetching ?? null
  const since = version !== null ? { since: String(version) } : {}
  const upToDate = fetching === null && version !== null && version >= wantedVersion
  return {
    facilityId,
    ready: version !== null,
    upToDate,
    products: catalogue?.products ?? 0,
    ask: upToDate ? null : { ...since, ...(fetching ? { cursor: fetching.next } : {}) },
    progress: fetching && { stored: fetching.stored, total: fetching.total },
  }
}

/** Products stored in one transaction. A scan that comes meanwhile is saved after it, and before the next. */
const STORED_AT_ONCE = 100

/**
 * Stores a page in small parts, so that no scan waits for all of it (SYNC-5), and then how far the fetch has come, so that it goes on
 * from there after any interruption; a page that was broken off is stored again.
 */
export async function storeCatalogueBatch(
  database: DeviceDatabase,
  facilityId: FacilityId,
  batch: CatalogueBatch,
): Promise<void> {
  if (!(await database.facilities.get(facilityId))) return
  for (let at = 0; at < batch.products.length; at += STORED_AT_ONCE)
    await database.products.bulkPut(
      batch.products.slice(at, at + STORED_AT_ONCE).map((product) => ({
        ...product,
        facilityId,
        lookup: product.codes.map(([key]) => lookupKey(facilityId, key)),
      })),
    )
  const whole = batch.next === null ? await ofFacility(database, facilityId).count() : null
  await database.transaction('rw', database.facilities, async () => {
    const facility = readRow(FacilityRow, await database.facilities.get(facilityId))
    if (!facility) return
    const before = facility.catalogue
    const fetching = before?.fetching ?? null
    const products = whole ?? before?.products ?? 0
    // The version of the first page: what changed meanwhile comes with the next fetch.
    const version = fetching?.version ?? batch.version
    const stored = (fetching?.stored ?? 0) + batch.products.length
    const catalogue =
      batch.next === null
        ? { version, fetching: null, products }
        : {
            version: before?.version ?? null,
            fetching: { version, next: batch.next, stored, total: batch.total },
            products,
          }
    await database.facilities.put({ ...facility, catalogue })
  })
}

function ofFacility(database: DeviceDatabase, facilityId: FacilityId) {
  return database.products.where(':id').between([facilityId], [facilityId, Dexie.maxKey])
}

export async function productsByIds(
  database: DeviceDatabase,
  facilityId: FacilityId,
  productIds: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, KnownProduct>> {
  const rows = await database.products.bulkGet(productIds.map((productId) => [facilityId, productId]))
  return new Map(readRows(ProductRow, rows).map((row) => [row.productId, knownProduct(row)]))
}

/** One product with its codes, for a sheet about it. */
export async function readProduct(
  database: DeviceDatabase,
  facilityId: FacilityId,
  productId: ProductId,
): Promise<FoundProduct | null> {
  const row = readRow(ProductRow, await database.products.get([facilityId, productId]))
  return row && foundProduct(row)
}

export interface FoundProduct extends KnownProduct {
  readonly category: string
  readonly codes: readonly (readonly [string, number])[]
}

export type ProductSearch = (
  facilityId: FacilityId,
  typed: string,
  limit: number,
) => Promise<readonly FoundProduct[]>

/** What is searched in, beginning with the name, and what is found by it. */
type Entry = readonly [string, FoundProduct]

/** Searches names, SKUs and codes without a network. What is searched is read once per catalogue and kept in memory. */
export function createProductSearch(database: DeviceDatabase): ProductSearch {
  let index: { readonly of: string; readonly entries: readonly Entry[] } | null = null

  async function entriesOf(facilityId: FacilityId) {
    const facility = readRow(FacilityRow, await database.facilities.get(facilityId))
    const of = `${facilityId} ${facility?.catalogue?.version ?? 0} ${facility?.catalogue?.products ?? 0}`
    if (index?.of === of) return index.entries
    const rows = readRows(ProductRow, await ofFacility(database, facilityId).toArray())
    const entries = rows.map((row) => [searchText(row), foundProduct(row)] as const)
    index = { of, entries }
    return entries
  }

  return async (facilityId, typed, limit) => {
    const words = plain(typed).split(/\s+/).filter(Boolean)
    if (words.length === 0) return []
    const found = (await entriesOf(facilityId)).filter(([text]) => words.every((word) => text.includes(word)))
    const [first = ''] = words
    // Who types a name means the item that begins with it, and sooner the one that says no more than it.
    const rank = ([text, { title }]: Entry): number => (text.startsWith(first) ? 0 : 1_000_000) + title.length
    return found
      .toSorted((a, b) => rank(a) - rank(b))
      .slice(0, limit)
      .map(([, product]) => product)
  }
}

function foundProduct(row: ProductRow): FoundProduct {
  return { ...knownProduct(row), category: row.category, codes: row.codes }
}

function searchText(row: ProductRow): string {
  return plain([row.title, row.sku, ...row.codes.map(([key]) => key)].join(' '))
}

/** Without case and accents: `Crème` is found by `creme`. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
