import type { GuardedLine, ProductId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
import { isRange, type Basis } from '../reconcile/basis.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'

/** What a product is to a guardrail. */
export interface ProductClass {
  readonly category: string
  readonly abcClass: string | null
}

export async function productClasses(
  db: Pick<ReadOrTx, 'selectFrom'>,
  products: readonly (ProductId | null)[],
): Promise<ReadonlyMap<ProductId, ProductClass>> {
  const wanted = [...new Set(products)].filter((id) => id !== null)
  const classes = new Map<ProductId, ProductClass>()
  for (const ids of chunksOf(wanted, 500)) {
    const rows = await db
      .selectFrom('product')
      .select(['product_id', 'category', 'abc_class'])
      .where('product_id', 'in', ids)
      .execute()
    for (const row of rows) classes.set(row.product_id, { category: row.category, abcClass: row.abc_class })
  }
  return classes
}

/** A line as the guardrails look at it. Its key is that of the line, so that another version of it stands in the same place. */
export function guardedLine(
  count: Pick<FacilityCount, 'countType' | 'facilityId'>,
  classes: ReadonlyMap<ProductId, ProductClass>,
  row: VarianceRow,
  basis: Basis,
): GuardedLine {
  const product = row.product_id === null ? undefined : classes.get(row.product_id)
  return {
    key: row.line_key,
    scope: {
      countType: count.countType,
      facilityId: count.facilityId,
      category: product?.category ?? null,
      abcClass: product?.abcClass ?? null,
    },
    state: row.counted_state,
    isContradicted: basis.conflict,
    isRange: isRange(basis),
    recount: basis.recount?.state ?? null,
    sessions: [...new Set(basis.items.map((item) => item.sessionId))],
    expectedMilli: row.system_quantity_on_hand,
    varianceMilli: row.variance_quantity_on_hand,
    costVarianceMicros: row.cost_variance_micros,
    currency: row.currency,
    isConsigned: row.consigned === 1,
  }
}
