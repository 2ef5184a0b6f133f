import type { FacilityId, ProductId, UnitCost } from '@cyclecount/domain'
import { averageOf } from '../average-cost.ts'
import { poolOf } from '../booking/book-rows.ts'
import type { Ledger } from '../ledger.ts'
import { OWN } from '../vocabulary.ts'

/** The average cost of a product at a facility now, as a value per quantity; null while unknown or never booked. */
export async function averageCost(
  ledger: Ledger,
  facilityId: FacilityId,
  productId: ProductId,
  owner: string = OWN,
): Promise<UnitCost | null> {
  const row = await ledger.db.read
    .selectFrom('ledger_average_cost as cost')
    .innerJoin('ledger_facility as facility', 'facility.facility_id', 'cost.facility_id')
    .select([
      'cost.quantity_milli',
      'cost.value_micros',
      'cost.uncosted_milli',
      'cost.last_cost_micros',
      'cost.last_cost_per_milli',
      'facility.currency',
    ])
    .where('cost.facility_id', '=', facilityId)
    .where('cost.product_id', '=', productId)
    .where('cost.owner', '=', owner)
    .executeTakeFirst()
  const average = row && averageOf(poolOf(row))
  return average ? { ...average, currency: row.currency } : null
}
