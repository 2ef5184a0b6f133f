import type { FacilityId, LocationId, ProductId, ZoneId } from '@cyclecount/domain'
import type { Ledger } from '../ledger.ts'
import type { LedgerSchema } from '../schema/tables.ts'

/** Master data, in pages by id: pass the last id of a page to get the next; a page shorter than `limit` is the last. */
export interface PageRequest<Id> {
  readonly after: Id | null
  readonly limit: number
}

export interface LedgerFacility {
  readonly facilityId: FacilityId
  readonly code: string
  readonly name: string
  readonly kind: 'store' | 'warehouse'
  readonly timeZone: string
  readonly currency: string
  readonly allowsNegativeStock: boolean
}

export async function listFacilities(
  ledger: Ledger,
  page: PageRequest<FacilityId>,
): Promise<readonly LedgerFacility[]> {
  let query = facilities(ledger).orderBy('facility_id').limit(page.limit)
  if (page.after !== null) query = query.where('facility_id', '>', page.after)
  return (await query.execute()).map(facilityOf)
}

/** The facility with this id, or null. */
export async function findFacilityById(
  ledger: Ledger,
  facilityId: FacilityId,
): Promise<LedgerFacility | null> {
  const row = await facilities(ledger).where('facility_id', '=', facilityId).executeTakeFirst()
  return row ? facilityOf(row) : null
}

function facilities(ledger: Ledger) {
  return ledger.db.read
    .selectFrom('ledger_facility')
    .select(['facility_id', 'code', 'name', 'kind', 'time_zone', 'currency', 'allows_negative'])
    .where('org_id', '=', ledger.orgId)
}

function facilityOf(row: Omit<LedgerSchema['ledger_facility'], 'org_id' | 'last_seq'>): LedgerFacility {
  return {
    facilityId: row.facility_id,
    code: row.code,
    name: row.name,
    kind: row.kind,
    timeZone: row.time_zone,
    currency: row.currency,
    allowsNegativeStock: row.allows_negative === 1,
  }
}

/** The facility with this code, or null. */
export async function findFacility(ledger: Ledger, code: string): Promise<FacilityId | null> {
  const row = await ledger.db.read
    .selectFrom('ledger_facility')
    .select('facility_id')
    .where('org_id', '=', ledger.orgId)
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.facility_id ?? null
}

export interface LedgerBin {
  readonly binId: LocationId
  readonly code: string
  readonly name: string
  readonly zoneId: ZoneId
  readonly zoneCode: string
  readonly zoneName: string
}

export async function listBins(
  ledger: Ledger,
  facilityId: FacilityId,
  page: PageRequest<LocationId>,
): Promise<readonly LedgerBin[]> {
  let query = ledger.db.read
    .selectFrom('ledger_bin')
    .innerJoin('ledger_zone', 'ledger_zone.zone_id', 'ledger_bin.zone_id')
    .select([
      'ledger_bin.bin_id',
      'ledger_bin.code',
      'ledger_bin.name',
      'ledger_zone.zone_id',
      'ledger_zone.code as zone_code',
      'ledger_zone.name as zone_name',
    ])
    .where('ledger_bin.facility_id', '=', facilityId)
    .orderBy('ledger_bin.bin_id')
    .limit(page.limit)
  if (page.after !== null) query = query.where('ledger_bin.bin_id', '>', page.after)
  const rows = await query.execute()
  return rows.map((row) => ({
    binId: row.bin_id,
    code: row.code,
    name: row.name,
    zoneId: row.zone_id,
    zoneCode: row.zone_code,
    zoneName: row.zone_name,
  }))
}

/** The bin with this code at the facility, or null. */
export async function findBin(
  ledger: Ledger,
  facilityId: FacilityId,
  code: string,
): Promise<LocationId | null> {
  const row = await ledger.db.read
    .selectFrom('ledger_bin')
    .select('bin_id')
    .where('facility_id', '=', facilityId)
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.bin_id ?? null
}

export interface LedgerProduct {
  readonly productId: ProductId
  readonly sku: string
  readonly title: string
  readonly category: string
  readonly style?: string
  readonly supplier?: string
  readonly tags: readonly string[]
  readonly unit: string
  readonly decimals: boolean
  readonly tracking: 'none' | 'lot' | 'serial'
  readonly active: boolean
  readonly barcodes: readonly { readonly code: string; readonly packUnits: number }[]
}

export async function listProducts(
  ledger: Ledger,
  page: PageRequest<ProductId>,
): Promise<readonly LedgerProduct[]> {
  let query = ledger.db.read
    .selectFrom('ledger_product')
    .select(['product_id', 'sku', 'title', 'category', 'style', 'supplier', 'tags'])
    .select(['unit', 'decimals', 'tracking', 'active'])
    .where('org_id', '=', ledger.orgId)
    .orderBy('product_id')
    .limit(page.limit)
  if (page.after !== null) query = query.where('product_id', '>', page.after)
  const rows = await query.execute()
  const codes = await barcodesOf(
    ledger,
    rows.map((row) => row.product_id),
  )
  return rows.map((row) => ({
    productId: row.product_id,
    sku: row.sku,
    title: row.title,
    category: row.category,
    ...(row.style === null ? {} : { style: row.style }),
    ...(row.supplier === null ? {} : { supplier: row.supplier }),
    tags: JSON.parse(row.tags) as readonly string[],
    unit: row.unit,
    decimals: row.decimals === 1,
    tracking: row.tracking,
    active: row.active === 1,
    barcodes: codes.get(row.product_id) ?? [],
  }))
}

/** The product with this SKU, or null. */
export async function findProduct(ledger: Ledger, sku: string): Promise<ProductId | null> {
  const row = await ledger.db.read
    .selectFrom('ledger_product')
    .select('product_id')
    .where('org_id', '=', ledger.orgId)
    .where('sku', '=', sku)
    .executeTakeFirst()
  return row?.product_id ?? null
}

async function barcodesOf(
  ledger: Ledger,
  products: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, LedgerProduct['barcodes']>> {
  const [first, last] = [products[0], products.at(-1)]
  const codes = new Map<ProductId, { code: string; packUnits: number }[]>()
  if (first === undefined || last === undefined) return codes
  const rows = await ledger.db.read
    .selectFrom('ledger_barcode')
    .select(['product_id', 'code', 'pack_units'])
    .where('product_id', '>=', first)
    .where('product_id', '<=', last)
    .orderBy('product_id')
    .orderBy('code')
    .execute()
  for (const row of rows) {
    const held = codes.get(row.product_id) ?? []
    held.push({ code: row.code, packUnits: row.pack_units })
    codes.set(row.product_id, held)
  }
  return codes
}
