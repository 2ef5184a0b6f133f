import type { AdapterHarness } from '@cyclecount/backend-port/conformance'
import { memoryBackend } from '@cyclecount/backend-port/testing'

const EIGHT = Array.from({ length: 8 }, (_, index) => index + 1)

/** A store of eight shelves with forty of a product each, in memory. Takes several offers in a call. */
export async function memoryHarness(): Promise<AdapterHarness> {
  const now = Date.UTC(2026, 10, 20, 9)
  const store = { kind: 'store', timeZone: 'Europe/Lisbon', currency: 'EUR' } as const
  const backend = memoryBackend({
    now: () => now,
    facilities: [{ ...store, externalId: 'S1', code: 'LIS', name: 'Lisbon' }],
    locations: EIGHT.map((n) => ({
      externalId: `bin-${n}`,
      code: `A${n}`,
      name: `Shelf ${n}`,
      zoneCode: 'A',
      zoneName: 'Sales floor',
    })),
    products: EIGHT.map((n) => ({
      externalId: `product-${n}`,
      sku: `sku-${n}`,
      title: `Product ${n}`,
      category: 'grocery',
      unit: 'each',
      decimals: false,
      tracking: 'none',
      active: true,
      barcodes: [],
    })),
    takesTogether: true,
  })
  for (const n of EIGHT)
    backend.book({
      product: `product-${n}`,
      location: `bin-${n}`,
      quantityMilli: 40_000,
      occurredAt: now - 86_400_000,
    })
  return {
    adapter: backend.adapter,
    facility: 'S1',
    now: () => now,
    move: async ({ product, location, lot, serial, stockState, owner, unit }, quantityMilli, occurredAt) => {
      backend.book({ product, location, lot, serial, stockState, owner, unit, quantityMilli, occurredAt })
    },
    close: async () => undefined,
  }
}
