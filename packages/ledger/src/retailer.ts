/**
 * A retailer as the ledger takes one in: what a CSV import and the demo company both produce. Plain data, keyed by the
 * retailer's own codes; the ledger gives everything its id. Quantities in milli-units, money in millionths, instants UTC ms.
 */
export interface RetailerData {
  readonly currency: string
  readonly facilities: readonly RetailerFacility[]
  readonly locations: readonly RetailerLocation[]
  readonly products: readonly RetailerProduct[]
  readonly barcodes: readonly RetailerBarcode[]
  readonly lots: readonly RetailerLot[]
  /** Stock before the first movement. Positions not named are zero. */
  readonly opening: readonly RetailerOpening[]
  /** In order of time. `opening + movements` is what lies there now. */
  readonly movements: Iterable<RetailerMovement>
}

export interface RetailerFacility {
  readonly code: string
  readonly name: string
  readonly kind: 'store' | 'warehouse'
  /** IANA zone. */
  readonly timeZone: string
  readonly allowsNegativeStock: boolean
}

export interface RetailerLocation {
  readonly facility: string
  readonly zone: string
  readonly zoneName: string
  /** Unique within the facility. */
  readonly bin: string
  readonly name: string
}

export interface RetailerProduct {
  readonly sku: string
  readonly title: string
  readonly category: string
  /** What its variants, sizes and colours, have in common. */
  readonly style?: string
  readonly supplier?: string
  /** Words by which it is found among others: fragile, promotion. */
  readonly tags?: readonly string[]
  readonly unit: string
  /** Whether a third of a unit exists: fabric, cheese. */
  readonly decimals: boolean
  readonly tracking: 'none' | 'lot' | 'serial'
  readonly unitCostMicros: bigint | null
  readonly priceMicros: bigint | null
}

/** One code may belong to several products; a case carries the number of units in it. */
export interface RetailerBarcode {
  readonly sku: string
  /** As printed: 8 to 14 digits, or any other text. */
  readonly code: string
  readonly packUnits: number
}

export interface RetailerLot {
  readonly sku: string
  readonly lot: string
  /** ISO date, facility-independent. */
  readonly expiry: string | null
}

export interface RetailerOpening {
  readonly facility: string
  readonly bin: string
  readonly sku: string
  readonly lot: string | null
  readonly serial: string | null
  readonly quantityMilli: number
  readonly unitCostMicros: bigint | null
  readonly at: number
}

export interface RetailerMovement {
  readonly facility: string
  readonly bin: string
  readonly sku: string
  readonly lot: string | null
  readonly serial: string | null
  /** Signed: a sale is below 0. */
  readonly quantityMilli: number
  readonly kind: 'receipt' | 'sale' | 'return' | 'transfer' | 'manual-adjustment'
  readonly reason: string
  readonly sourceRef: string
  readonly unitCostMicros: bigint | null
  readonly at: number
}
