import type { AdapterHarness } from '@cyclecount/backend-port/conformance'
import type { BackendPosition } from '@cyclecount/backend-port'
import {
  findFacility,
  loadRetailer,
  recordMovement,
  type RetailerData,
  type StockState,
} from '@cyclecount/ledger'
import { cornerStores, NINE, openTestLedger } from '@cyclecount/ledger/testing'
import type { FacilityId, LocationId, ProductId } from '@cyclecount/domain'
import { ledgerAdapter } from '../ledger/adapter.ts'

/** A ledger of its own on either database. */
export async function ledgerHarness(url: string): Promise<AdapterHarness> {
  const ledger = await openTestLedger(url)
  await loadRetailer(ledger, eightShelves)
  const facility = (await findFacility(ledger, 'LIS')) ?? ('' as FacilityId)
  return {
    adapter: ledgerAdapter({ ledger, pageSize: 3 }),
    facility,
    now: ledger.now,
    move: async (position, quantityMilli, occurredAt) => {
      const outcome = await recordMovement(ledger, {
        ...placeOf(position),
        facilityId: facility,
        kind: quantityMilli < 0 ? 'sale' : 'receipt',
        reason: quantityMilli < 0 ? 'sale' : 'receipt',
        quantityMilli,
        occurredAt,
        unitCost: null,
        actor: 'till',
        comment: '',
        sourceRef: 'till',
        idempotencyKey: null,
      })
      if (outcome.kind === 'refused') throw new Error(outcome.refusal.message)
    },
    close: () => ledger.close(),
  }
}

function placeOf(position: BackendPosition) {
  return {
    productId: position.product as ProductId,
    binId: position.location as LocationId | null,
    lot: position.lot,
    serial: position.serial,
    owner: position.owner,
    stockState: position.stockState as StockState,
  }
}

const skus = Array.from({ length: 8 }, (_, index) => `sku-${index}`)

const eightShelves: RetailerData = {
  ...cornerStores,
  products: skus.map((sku) => ({
    sku,
    title: sku,
    category: 'Grocery',
    unit: 'each',
    decimals: false,
    tracking: 'none',
    unitCostMicros: 1_500_000n,
    priceMicros: 3_000_000n,
  })),
  barcodes: [],
  lots: [],
  opening: skus.map((sku, index) => ({
    facility: 'LIS',
    bin: ['F-1', 'F-2', 'B-1'][index % 3] ?? 'F-1',
    sku,
    lot: null,
    serial: null,
    quantityMilli: 40_000,
    unitCostMicros: null,
    at: NINE - 86_400_000,
  })),
  movements: [],
}
