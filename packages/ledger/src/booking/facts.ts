import type { FacilityId, LocationId, ProductId, UnitCost } from '@cyclecount/domain'
import type { LedgerTx } from '../ledger.ts'

/** What a booking is about: one product, the bins and the reason it names. */
export interface Subject {
  readonly productId: ProductId
  readonly bins: readonly (LocationId | null)[]
  readonly reason: string
  readonly unitCost: UnitCost | null
}

/** What must be known of the masters to judge a booking. */
export interface Facts {
  readonly subject: Subject
  readonly product: ProductFacts | null
  readonly bins: ReadonlyMap<LocationId, string>
  readonly reasonIsKnown: boolean
}

export interface ProductFacts {
  readonly sku: string
  readonly unit: string
  readonly decimals: boolean
  /** The product's own rule at this facility; null follows the facility. */
  readonly allowsNegative: boolean | null
}

export async function factsOf(tx: LedgerTx, facilityId: FacilityId, subject: Subject): Promise<Facts> {
  const reason = await tx
    .selectFrom('ledger_reason')
    .select('code')
    .where('code', '=', subject.reason)
    .executeTakeFirst()
  return {
    subject,
    product: await productFacts(tx, facilityId, subject.productId),
    bins: await binCodes(tx, facilityId, subject.bins),
    reasonIsKnown: reason !== undefined,
  }
}

async function productFacts(
  tx: LedgerTx,
  facilityId: FacilityId,
  productId: ProductId,
): Promise<ProductFacts | null> {
  const product = await tx
    .selectFrom('ledger_product')
    .select(['sku', 'unit', 'decimals'])
    .where('product_id', '=', productId)
    .executeTakeFirst()
  if (!product) return null
  const rule = await tx
    .selectFrom('ledger_negative_stock')
    .select('allowed')
    .where('facility_id', '=', facilityId)
    .where('product_id', '=', productId)
    .executeTakeFirst()
  return {
    sku: product.sku,
    unit: product.unit,
    decimals: product.decimals === 1,
    allowsNegative: rule ? rule.allowed === 1 : null,
  }
}

async function binCodes(
  tx: LedgerTx,
  facilityId: FacilityId,
  bins: readonly (LocationId | null)[],
): Promise<ReadonlyMap<LocationId, string>> {
  const named = bins.filter((bin) => bin !== null)
  if (named.length === 0) return new Map()
  const rows = await tx
    .selectFrom('ledger_bin')
    .select(['bin_id', 'code'])
    .where('facility_id', '=', facilityId)
    .where('bin_id', 'in', named)
    .execute()
  return new Map(rows.map((row) => [row.bin_id, row.code]))
}
