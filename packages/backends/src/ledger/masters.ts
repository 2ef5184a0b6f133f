import type {
  BackendFacility,
  BackendLocation,
  BackendProduct,
  Page,
  Preflight,
} from '@cyclecount/backend-port'
import { parseId, type FacilityId, type Id, type LocationId, type ProductId } from '@cyclecount/domain'
import { listBins, listFacilities, listProducts, type Ledger } from '@cyclecount/ledger'
import { answered } from './unavailable.ts'

/** Whether the ledger can be read and holds a facility. */
export async function preflight(ledger: Ledger): Promise<Preflight> {
  try {
    const [facility] = await listFacilities(ledger, { after: null, limit: 1 })
    if (facility) return { ok: true, notes: ['The inventory ledger of this installation keeps the books.'] }
    return { ok: false, problems: ['The inventory ledger holds no facility yet: import a retailer first.'] }
  } catch {
    return { ok: false, problems: ['The inventory ledger’s database does not answer.'] }
  }
}

export async function facilityPage(
  ledger: Ledger,
  cursor: string | null,
  limit: number,
): Promise<Page<BackendFacility>> {
  const rows = await answered(() => listFacilities(ledger, { after: idAfter<FacilityId>(cursor), limit }))
  return {
    rows: rows.map(({ facilityId: externalId, code, name, kind, timeZone, currency }) => ({
      externalId,
      code,
      name,
      kind,
      timeZone,
      currency,
    })),
    next: rows.length < limit ? null : (rows.at(-1)?.facilityId ?? null),
  }
}

export async function locationPage(
  ledger: Ledger,
  facility: string,
  cursor: string | null,
  limit: number,
): Promise<Page<BackendLocation>> {
  const facilityId = parseId<FacilityId>(facility)
  if (!facilityId) return { rows: [], next: null }
  const after = idAfter<LocationId>(cursor)
  const rows = await answered(() => listBins(ledger, facilityId, { after, limit }))
  return {
    rows: rows.map(({ binId: externalId, code, name, zoneCode, zoneName }) => ({
      externalId,
      code,
      name,
      zoneCode,
      zoneName,
    })),
    next: rows.length < limit ? null : (rows.at(-1)?.binId ?? null),
  }
}

export async function productPage(
  ledger: Ledger,
  cursor: string | null,
  limit: number,
): Promise<Page<BackendProduct>> {
  const rows = await answered(() => listProducts(ledger, { after: idAfter<ProductId>(cursor), limit }))
  return {
    rows: rows.map(({ productId: externalId, ...product }) => ({ externalId, ...product })),
    next: rows.length < limit ? null : (rows.at(-1)?.productId ?? null),
  }
}

function idAfter<T extends Id<string>>(cursor: string | null): T | null {
  const id = cursor === null ? null : parseId<T>(cursor)
  if (cursor !== null && id === null) throw new RangeError('That is not a cursor of this backend.')
  return id
}
