import type { FacilityId, ProductId, SessionId } from '@cyclecount/domain'
import { lookUpFrom, type CodeChoice, type KnownProduct, type LookUp } from '@cyclecount/sync'
import type { DeviceDatabase } from './database.ts'
import { MeaningRow, ProductRow, readRow, readRows } from './rows.ts'

/** How a code stands in the multi-entry index: codes mean products of a facility's catalogue. */
export function lookupKey(facilityId: FacilityId, codeKey: string): string {
  return `${facilityId}|${codeKey}`
}

/**
 * What a code means on this device, inside the transaction that runs. Whatever goes wrong with it, the scan is more
 * important: then the code is unknown.
 */
export async function lookUpCode(
  database: DeviceDatabase,
  sessionId: SessionId,
  facilityId: FacilityId,
  codeKey: string,
): Promise<LookUp> {
  try {
    const choices = await choicesForCode(database, facilityId, codeKey)
    if (choices.length === 1) return lookUpFrom(choices, null)
    const stored = await database.meanings.get([sessionId, codeKey])
    const meaning = readRow(MeaningRow, stored)?.meaning
    const product = meaning ? await findProduct(database, facilityId, meaning.productId) : null
    return lookUpFrom(choices, meaning && product ? { product, packUnits: meaning.packUnits } : null)
  } catch {
    return { kind: 'unknown' }
  }
}

/** The products of a facility's catalogue that carry a code, whatever a session says it means. */
export async function choicesForCode(
  database: DeviceDatabase,
  facilityId: FacilityId,
  codeKey: string,
): Promise<readonly CodeChoice[]> {
  const rows = await database.products.where('lookup').equals(lookupKey(facilityId, codeKey)).toArray()
  return choicesOf(readRows(ProductRow, rows), codeKey)
}

/** What tells what a product's codes mean. */
export type CodedProduct = KnownProduct & Pick<ProductRow, 'active' | 'codes'>

/** Products no longer sold answer only where no other does: what stands on the shelf is counted. */
export function choicesOf(products: readonly CodedProduct[], codeKey: string): readonly CodeChoice[] {
  const active = products.filter((product) => product.active)
  return (active.length > 0 ? active : products).map((product) => ({
    product: knownProduct(product),
    packUnits: product.codes.find(([key]) => key === codeKey)?.[1] ?? 1,
  }))
}

export async function findProduct(
  database: DeviceDatabase,
  facilityId: FacilityId,
  productId: ProductId,
): Promise<KnownProduct | null> {
  const row = readRow(ProductRow, await database.products.get([facilityId, productId]))
  return row && knownProduct(row)
}

export function knownProduct(row: KnownProduct): KnownProduct {
  const { productId, sku, title, unit, decimals, tracking } = row
  return { productId, sku, title, unit, decimals, tracking }
}
