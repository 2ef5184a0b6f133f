import { ONE, type FacilityId, type LocationId, type ProductId } from '@cyclecount/domain'
import type { CountAdjustment, Movement, Outcome } from './booking/request.ts'
import { loadRetailer } from './load/load-retailer.ts'
import { findBin, findFacility, findProduct } from './reading/catalogue.ts'
import { listPositions } from './reading/positions.ts'
import { cornerStores, openTestLedger } from './testing.ts'

/** The corner stores in a ledger, with what the tests of this room ask of them. */
export interface CornerStores {
  readonly ledger: Awaited<ReturnType<typeof openTestLedger>>
  readonly lisbon: FacilityId
  readonly azores: FacilityId
  readonly cola: ProductId
  readonly gum: ProductId
  /** Lisbon's bins F-1 and B-1. */
  readonly shelf: LocationId
  readonly rack: LocationId
  /** One cola, sold from the shelf in Lisbon now. */
  readonly sale: (more?: Partial<Movement>) => Movement
  /** Ana counted 28 colas on that shelf where 30 were expected. */
  readonly counted: (key: string, more?: Partial<CountAdjustment>) => CountAdjustment
  /** Colas on that shelf, in all states. */
  readonly onShelf: () => Promise<number>
}

export async function openCornerStores(url: string): Promise<CornerStores> {
  const ledger = await openTestLedger(url)
  await loadRetailer(ledger, cornerStores)
  const lisbon = found(await findFacility(ledger, 'LIS'))
  const cola = found(await findProduct(ledger, 'cola'))
  const shelf = found(await findBin(ledger, lisbon, 'F-1'))
  const onTheShelf = {
    facilityId: lisbon,
    productId: cola,
    binId: shelf,
    lot: null,
    serial: null,
    owner: 'own',
    stockState: 'available',
  } as const
  return {
    ledger,
    lisbon,
    azores: found(await findFacility(ledger, 'AZO')),
    cola,
    gum: found(await findProduct(ledger, 'gum')),
    shelf,
    rack: found(await findBin(ledger, lisbon, 'B-1')),
    sale: (more) => ({
      ...onTheShelf,
      kind: 'sale',
      quantityMilli: -1 * ONE,
      unitCost: null,
      reason: 'sale',
      actor: 'till',
      comment: '',
      sourceRef: 'receipt 1',
      occurredAt: ledger.now(),
      idempotencyKey: null,
      ...more,
    }),
    counted: (key, more) => ({
      ...onTheShelf,
      unit: 'each',
      deltaMilli: -2 * ONE,
      countedMilli: 28 * ONE,
      expectedMilli: 30 * ONE,
      reason: 'miscounted-before',
      actor: 'ana',
      comment: 'behind the lid',
      sourceRef: 'count 1',
      occurredAt: ledger.now(),
      ...more,
      idempotencyKey: key,
    }),
    onShelf: async () => {
      const where = { facilityId: lisbon, binId: shelf, productId: cola, limit: 50 }
      const rows = await listPositions(ledger, where)
      return rows.reduce((sum, row) => sum + row.quantityMilli, 0)
    },
  }
}

export function found<T>(value: T | null): T {
  if (value === null) throw new Error('the test names something that is not there')
  return value
}

export function booked(outcome: Outcome): Extract<Outcome, { kind: 'booked' }> {
  if (outcome.kind === 'booked') return outcome
  throw new Error(outcome.refusal.message)
}
