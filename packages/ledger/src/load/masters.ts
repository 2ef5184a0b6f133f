import type { FacilityId, LocationId, OrgId, ProductId, ZoneId } from '@cyclecount/domain'
import type { Ledger, LedgerTx } from '../ledger.ts'
import type { RetailerData, RetailerProduct } from '../retailer.ts'
import type { LedgerSchema } from '../schema/tables.ts'
import { insertAll } from './insert-all.ts'

/** The ids given to a retailer's own codes. */
export interface Directory {
  readonly facilities: ReadonlyMap<string, FacilityId>
  /** By facility and bin, see `binName`. */
  readonly bins: ReadonlyMap<string, LocationId>
  readonly products: ReadonlyMap<string, KnownProduct>
}

export interface KnownProduct extends Pick<RetailerProduct, 'unit' | 'unitCostMicros'> {
  readonly productId: ProductId
}

export function binName(facility: string, bin: string): string {
  return JSON.stringify([facility, bin])
}

type Rows = { readonly [T in keyof LedgerSchema]?: readonly LedgerSchema[T][] }

/** Gives everything its id. What refers to something unknown, or stands there twice, becomes a sentence in `problems`. */
export function nameMasters(ledger: Ledger, data: RetailerData, problems: string[]) {
  const { orgId, newId } = ledger
  const facilities = new Map<string, FacilityId>()
  for (const { code } of data.facilities) {
    if (facilities.has(code)) problems.push(`Facility ${code} is there twice.`)
    facilities.set(code, newId<FacilityId>())
  }
  const products = new Map<string, KnownProduct>()
  for (const { sku, unit, unitCostMicros } of data.products) {
    if (products.has(sku)) problems.push(`Product ${sku} is there twice.`)
    products.set(sku, { productId: newId<ProductId>(), unit, unitCostMicros })
  }
  const places = nameLocations(ledger, data, facilities, problems)
  const rows: Rows = {
    ledger_facility: facilityRows(orgId, data, facilities),
    ledger_zone: places.zones,
    ledger_bin: places.bins,
    ledger_product: productRows(orgId, data, products),
    ledger_barcode: barcodeRows(orgId, data, products, problems),
    ledger_lot: lotRows(orgId, data, products, problems),
  }
  const directory: Directory = { facilities, bins: places.binIds, products }
  return { rows, directory }
}

/** Writes them, parents first. */
export async function insertMasters(tx: LedgerTx, rows: Rows, batch: number): Promise<void> {
  await insertAll(tx, 'ledger_facility', rows.ledger_facility ?? [], batch)
  await insertAll(tx, 'ledger_zone', rows.ledger_zone ?? [], batch)
  await insertAll(tx, 'ledger_bin', rows.ledger_bin ?? [], batch)
  await insertAll(tx, 'ledger_product', rows.ledger_product ?? [], batch)
  await insertAll(tx, 'ledger_barcode', rows.ledger_barcode ?? [], batch)
  await insertAll(tx, 'ledger_lot', rows.ledger_lot ?? [], batch)
}

function nameLocations(
  { orgId, newId }: Ledger,
  data: RetailerData,
  facilities: ReadonlyMap<string, FacilityId>,
  problems: string[],
) {
  const zones = new Map<string, LedgerSchema['ledger_zone']>()
  const bins: LedgerSchema['ledger_bin'][] = []
  const binIds = new Map<string, LocationId>()
  for (const { facility, zone, zoneName, bin, name } of data.locations) {
    const facilityId = facilities.get(facility)
    const key = binName(facility, bin)
    if (!facilityId) problems.push(`Bin ${bin} is in facility ${facility}, which is not there.`)
    else if (binIds.has(key)) problems.push(`Bin ${bin} of facility ${facility} is there twice.`)
    else {
      const zoneKey = binName(facility, zone)
      const held = zones.get(zoneKey) ?? {
        zone_id: newId<ZoneId>(),
        org_id: orgId,
        facility_id: facilityId,
        code: zone,
        name: zoneName,
      }
      zones.set(zoneKey, held)
      const binId = newId<LocationId>()
      binIds.set(key, binId)
      bins.push({
        bin_id: binId,
        org_id: orgId,
        facility_id: facilityId,
        zone_id: held.zone_id,
        code: bin,
        name,
      })
    }
  }
  return { zones: [...zones.values()], bins, binIds }
}

function facilityRows(orgId: OrgId, data: RetailerData, ids: ReadonlyMap<string, FacilityId>) {
  return data.facilities.flatMap((facility) => {
    const facilityId = ids.get(facility.code)
    if (!facilityId) return []
    return {
      facility_id: facilityId,
      org_id: orgId,
      code: facility.code,
      name: facility.name,
      kind: facility.kind,
      time_zone: facility.timeZone,
      currency: data.currency,
      allows_negative: facility.allowsNegativeStock ? 1 : 0,
      last_seq: 0,
    } satisfies LedgerSchema['ledger_facility']
  })
}

function productRows(orgId: OrgId, data: RetailerData, known: Directory['products']) {
  return data.products.flatMap((product) => {
    const productId = known.get(product.sku)?.productId
    if (!productId) return []
    return {
      product_id: productId,
      org_id: orgId,
      sku: product.sku,
      title: product.title,
      category: product.category,
      style: product.style ?? null,
      supplier: product.supplier ?? null,
      tags: JSON.stringify(product.tags ?? []),
      unit: product.unit,
      decimals: product.decimals ? 1 : 0,
      tracking: product.tracking,
      active: 1,
      unit_cost_micros: product.unitCostMicros,
      price_micros: product.priceMicros,
    } satisfies LedgerSchema['ledger_product']
  })
}

function barcodeRows(orgId: OrgId, data: RetailerData, known: Directory['products'], problems: string[]) {
  const seen = new Set<string>()
  return data.barcodes.flatMap(({ sku, code, packUnits }) => {
    const productId = known.get(sku)?.productId
    const key = JSON.stringify([sku, code])
    if (!productId) problems.push(`Barcode ${code} is of product ${sku}, which is not there.`)
    else if (seen.has(key)) problems.push(`Barcode ${code} of product ${sku} is there twice.`)
    else {
      seen.add(key)
      return { product_id: productId, code, org_id: orgId, pack_units: packUnits }
    }
    return []
  })
}

function lotRows(orgId: OrgId, data: RetailerData, known: Directory['products'], problems: string[]) {
  const seen = new Set<string>()
  return data.lots.flatMap(({ sku, lot, expiry }) => {
    const productId = known.get(sku)?.productId
    const key = JSON.stringify([sku, lot])
    if (!productId) problems.push(`Lot ${lot} is of product ${sku}, which is not there.`)
    else if (seen.has(key)) problems.push(`Lot ${lot} of product ${sku} is there twice.`)
    else {
      seen.add(key)
      return { product_id: productId, lot, org_id: orgId, expiry }
    }
    return []
  })
}
