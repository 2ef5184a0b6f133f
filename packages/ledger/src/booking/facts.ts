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
  /** What one unit is bought at; null where nobody said. */
  readonly unitCostMicros: bigint | null
  /** The product's own rule at this facility; null follows the facility. */
  readonly allowsNegative: boolean | null
}

/** The facts of several bookings at a facility, all read at once, by what each is about. */
export async function readFacts(
  tx: LedgerTx,
  facilityId: FacilityId,
  subjects: readonly Subject[],
): Promise<(subject: Subject) => Facts> {
  const products = await productsOf(tx, facilityId, distinct(subjects.map(({ productId }) => productId)))
  const bins = await binCodes(tx, facilityId, distinct(subjects.flatMap((subject) => subject.bins)))
  const reasons = await reasonsAmong(tx, distinct(subjects.map(({ reason }) => reason)))
  return (subject) => ({
    subject,
    product: products.get(subject.productId) ?? null,
    bins,
    reasonIsKnown: reasons.has(subject.reason),
  })
}

function distinct<T>(all: readonly T[]): T[] {
  return [...new Set(all)]
}

async function reasonsAmong(tx: LedgerTx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  if (codes.length === 0) return new Set()
  const rows = await tx.selectFrom('ledger_reason').select('code').where('code', 'in', codes).execute()
  return new Set(rows.map((row) => row.code))
}

async function productsOf(
  tx: LedgerTx,
  facilityId: FacilityId,
  ids: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, ProductFacts>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('ledger_product as product')
    .leftJoin('ledger_negative_stock as rule', (join) =>
      join.onRef('rule.product_id', '=', 'product.product_id').on('rule.facility_id', '=', facilityId),
    )
    .select(['product.product_id', 'product.sku', 'product.unit', 'product.decimals'])
    .select(['product.unit_cost_micros', 'rule.allowed'])
    .where('product.product_id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [
      row.product_id,
      {
        sku: row.sku,
        unit: row.unit,
        decimals: row.decimals === 1,
        unitCostMicros: row.unit_cost_micros,
        allowsNegative: row.allowed === null ? null : row.allowed === 1,
      },
    ]),
  )
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
