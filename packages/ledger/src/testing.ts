import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeId, type Id } from '@cyclecount/domain'
import { openLedger, type Ledger } from './ledger.ts'
import type { RetailerData } from './retailer.ts'

/** For the tests of this room and of those that stand on it. */

export const NINE = Date.UTC(2026, 4, 4, 9)

/** A ledger whose clock stands still until `tick` moves it. Ids are new ones, the same in every run. */
export async function openTestLedger(url: string): Promise<Ledger & { readonly tick: (ms: number) => void }> {
  let time = NINE
  let made = 0
  const process = Math.random().toString(36).slice(2)
  const ledger = await openLedger({
    url,
    now: () => time,
    newId: <T extends Id<string>>() => fakeId<T>(`${process} ${(made += 1)}`),
  })
  return { ...ledger, tick: (ms) => (time += ms) }
}

/** The path of a SQLite file that is not there yet, and what removes it. */
export function freshSqlite(): { readonly url: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'cyclecount-ledger-'))
  return {
    url: join(folder, 'ledger.sqlite'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const DAY = 86_400_000

/**
 * Two stores that sell cola, cheese by weight and yoghurt with dates. The first one's stock is protected against going below 0, the
 * second's is not. Gum has never had a cost.
 */
export const cornerStores: RetailerData = {
  currency: 'EUR',
  facilities: [
    { code: 'LIS', name: 'Lisbon', kind: 'store', timeZone: 'Europe/Lisbon', allowsNegativeStock: false },
    { code: 'AZO', name: 'Azores', kind: 'store', timeZone: 'Atlantic/Azores', allowsNegativeStock: true },
  ],
  locations: [
    { facility: 'LIS', zone: 'FLOOR', zoneName: 'Sales floor', bin: 'F-1', name: 'Shelf 1' },
    { facility: 'LIS', zone: 'FLOOR', zoneName: 'Sales floor', bin: 'F-2', name: 'Shelf 2' },
    { facility: 'LIS', zone: 'BACK', zoneName: 'Back room', bin: 'B-1', name: 'Rack 1' },
    { facility: 'AZO', zone: 'FLOOR', zoneName: 'Sales floor', bin: 'F-1', name: 'Shelf 1' },
  ],
  products: [
    product('cola', 'Cola 33 cl', { unitCostMicros: 500_000n, priceMicros: 1_200_000n }),
    product('cheese', 'Cheese', { unit: 'kg', decimals: true, unitCostMicros: 8_000_000n }),
    product('yoghurt', 'Yoghurt', { tracking: 'lot', unitCostMicros: 300_000n }),
    product('gum', 'Chewing gum', {}),
  ],
  barcodes: [
    { sku: 'cola', code: '9521234543213', packUnits: 1 },
    { sku: 'cola', code: '19521234543210', packUnits: 24 },
    { sku: 'gum', code: '9521234543213', packUnits: 1 },
  ],
  lots: [{ sku: 'yoghurt', lot: 'Y1', expiry: '2026-06-01' }],
  opening: [
    opening('LIS', 'F-1', 'cola', 10_000),
    opening('LIS', 'B-1', 'cola', 48_000),
    opening('LIS', 'F-2', 'cheese', 2_500),
    { ...opening('LIS', 'F-2', 'yoghurt', 12_000), lot: 'Y1' },
    opening('LIS', 'F-1', 'gum', 30_000),
    opening('AZO', 'F-1', 'cola', 6_000),
  ],
  movements: [
    {
      ...opening('LIS', 'F-1', 'cola', -4_000),
      kind: 'sale',
      reason: 'sale',
      sourceRef: 'till 1',
      at: NINE - 5 * DAY,
    },
    {
      ...opening('LIS', 'F-1', 'cola', 24_000),
      kind: 'receipt',
      reason: 'receipt',
      sourceRef: 'delivery 7',
      unitCostMicros: 700_000n,
      at: NINE - 3 * DAY,
    },
  ],
}

function product(
  sku: string,
  title: string,
  more: Partial<RetailerData['products'][number]>,
): RetailerData['products'][number] {
  return {
    sku,
    title,
    category: 'Grocery',
    unit: 'each',
    decimals: false,
    tracking: 'none',
    unitCostMicros: null,
    priceMicros: null,
    ...more,
  }
}

function opening(facility: string, bin: string, sku: string, quantityMilli: number) {
  return {
    facility,
    bin,
    sku,
    quantityMilli,
    lot: null,
    serial: null,
    unitCostMicros: null,
    at: NINE - 30 * DAY,
  }
}
