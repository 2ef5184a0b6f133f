import type { FacilityId, LocationId, ProductId, ZoneId } from '@cyclecount/domain'
import { sql, type SqlBool } from 'kysely'
import type { Ledger } from '../ledger.ts'
import { OWN, type StockState } from '../vocabulary.ts'

export interface StockPosition {
  readonly positionId: string
  readonly productId: ProductId
  readonly sku: string
  readonly zoneCode: string | null
  readonly binId: LocationId | null
  readonly binCode: string | null
  readonly lot: string | null
  readonly expiry: string | null
  readonly serial: string | null
  readonly stockState: StockState
  readonly owner: string
  readonly unit: string
  readonly quantityMilli: number
}

export interface PositionsRequest {
  readonly facilityId: FacilityId
  readonly zoneId?: ZoneId
  readonly binId?: LocationId
  readonly productId?: ProductId
  /** The last position of the page before. */
  readonly after?: string
  readonly limit: number
}

/** What lies where in a facility, in pages; narrowed to a zone, a bin, a product. Positions that hold nothing are left out. */
export async function listPositions(
  ledger: Ledger,
  request: PositionsRequest,
): Promise<readonly StockPosition[]> {
  let query = ledger.db.read
    .selectFrom('ledger_position as position')
    .innerJoin('ledger_product as product', 'product.product_id', 'position.product_id')
    .leftJoin('ledger_bin as bin', 'bin.bin_id', 'position.bin_id')
    .leftJoin('ledger_zone as zone', 'zone.zone_id', 'bin.zone_id')
    .leftJoin('ledger_lot as lot', (join) =>
      join.onRef('lot.product_id', '=', 'position.product_id').onRef('lot.lot', '=', 'position.lot'),
    )
    .select([
      'position.position_id',
      'position.product_id',
      'product.sku',
      'zone.code as zone_code',
      'position.bin_id',
      'bin.code as bin_code',
      'position.lot',
      'lot.expiry',
      'position.serial',
      'position.stock_state',
      'position.owner',
      'position.unit',
      'position.quantity_milli',
    ])
    .where('position.facility_id', '=', request.facilityId)
    .where('position.quantity_milli', '!=', 0)
    .orderBy('position.position_id')
    .limit(request.limit)
  if (request.zoneId !== undefined) query = query.where('bin.zone_id', '=', request.zoneId)
  if (request.binId !== undefined) query = query.where('position.bin_id', '=', request.binId)
  if (request.productId !== undefined) query = query.where('position.product_id', '=', request.productId)
  if (request.after !== undefined) query = query.where('position.position_id', '>', request.after)
  const rows = await query.execute()
  return rows.map((row) => ({
    positionId: row.position_id,
    productId: row.product_id,
    sku: row.sku,
    zoneCode: row.zone_code,
    binId: row.bin_id,
    binCode: row.bin_code,
    lot: row.lot,
    expiry: row.expiry,
    serial: row.serial,
    stockState: row.stock_state,
    owner: row.owner,
    unit: row.unit,
    quantityMilli: row.quantity_milli,
  }))
}

/** A product's stock at a facility, by state. What lies there is all but what is in transit. */
export interface SkuStock {
  readonly facilityId: FacilityId
  readonly facilityCode: string
  readonly owner: string
  readonly onHandMilli: number
  readonly availableMilli: number
  readonly reservedMilli: number
  readonly quarantineMilli: number
  readonly damagedMilli: number
  readonly inTransitMilli: number
}

/**
 * Where a SKU lies, over the facilities the caller may see: one row per facility and owner that ever held it. `facilities` is the
 * scope, decided by the caller; nothing outside of it is read.
 */
export async function lookUpSku(
  ledger: Ledger,
  sku: string,
  facilities: readonly FacilityId[],
): Promise<readonly SkuStock[]> {
  if (facilities.length === 0) return []
  const inState = (state: StockState) =>
    sql<number>`cast(sum(case when ${sql.ref('position.stock_state')} = ${state} then ${sql.ref('position.quantity_milli')} else 0 end) as bigint)`
  const rows = await ledger.db.read
    .selectFrom('ledger_position as position')
    .innerJoin('ledger_product as product', 'product.product_id', 'position.product_id')
    .innerJoin('ledger_facility as facility', 'facility.facility_id', 'position.facility_id')
    .select([
      'facility.facility_id',
      'facility.code',
      'position.owner',
      inState('available').as('available'),
      inState('reserved').as('reserved'),
      inState('quarantine').as('quarantine'),
      inState('damaged').as('damaged'),
      inState('in-transit').as('in_transit'),
    ])
    .where('product.org_id', '=', ledger.orgId)
    .where('product.sku', '=', sku)
    .where('position.facility_id', 'in', facilities)
    .groupBy(['facility.facility_id', 'facility.code', 'position.owner'])
    .orderBy('facility.code')
    .orderBy(sql<SqlBool>`position.owner <> ${OWN}`)
    .orderBy('position.owner')
    .execute()
  return rows.map((row) => ({
    facilityId: row.facility_id,
    facilityCode: row.code,
    owner: row.owner,
    onHandMilli: row.available + row.reserved + row.quarantine + row.damaged,
    availableMilli: row.available,
    reservedMilli: row.reserved,
    quarantineMilli: row.quarantine,
    damagedMilli: row.damaged,
    inTransitMilli: row.in_transit,
  }))
}
