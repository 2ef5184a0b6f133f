import type { FacilityId, ProductId } from '@cyclecount/domain'
import type { Ledger } from '../ledger.ts'

/** Whether one product may go below 0 at a facility, whatever the facility says; null lets it follow the facility again. */
export async function setNegativeStock(
  ledger: Ledger,
  rule: {
    readonly facilityId: FacilityId
    readonly productId: ProductId
    readonly allowed: boolean | null
  },
): Promise<void> {
  const { facilityId, productId, allowed } = rule
  await ledger.db.write(async (tx) => {
    await tx
      .deleteFrom('ledger_negative_stock')
      .where('facility_id', '=', facilityId)
      .where('product_id', '=', productId)
      .execute()
    if (allowed === null) return
    await tx
      .insertInto('ledger_negative_stock')
      .values({
        facility_id: facilityId,
        product_id: productId,
        org_id: ledger.orgId,
        allowed: allowed ? 1 : 0,
      })
      .execute()
  })
}
