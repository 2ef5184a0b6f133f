import { countAsked } from '@cyclecount/db/testing'
import { ONE } from '@cyclecount/domain'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { found } from '../corner-stores.ts'
import type { Ledger } from '../ledger.ts'
import { loadRetailer } from '../load/load-retailer.ts'
import { findBin, findFacility, findProduct } from '../reading/catalogue.ts'
import { cornerStores, freshSqlite, openTestLedger } from '../testing.ts'
import { recordCount, type OfCount } from './record.ts'

/** Statements that a batch may take, however many counts are in it. */
const BUDGET = 16
const MANY = 300

let ledger: Ledger
const file = freshSqlite()
beforeAll(async () => {
  ledger = await openTestLedger(file.url)
  const [model] = cornerStores.products
  const products = Array.from({ length: MANY }, (_, index) => ({ ...found(model ?? null), sku: `p${index}` }))
  const data = { ...cornerStores, products, barcodes: [], lots: [], opening: [], movements: [] }
  expect((await loadRetailer(ledger, data)).kind).toBe('loaded')
})
afterAll(async () => {
  await ledger.close()
  file.remove()
})

async function foundMore(key: string, count: number): Promise<readonly OfCount[]> {
  const facilityId = found(await findFacility(ledger, 'LIS'))
  const binId = found(await findBin(ledger, facilityId, 'F-1'))
  const all: OfCount[] = []
  for (let index = 0; index < count; index += 1) {
    const productId = found(await findProduct(ledger, `p${index}`))
    const place = { facilityId, binId, productId, lot: null, serial: null, owner: 'own', unit: 'each' }
    const by = { actor: 'ana', comment: '', sourceRef: 'count 1', occurredAt: ledger.now(), reason: 'found' }
    all.push({
      kind: 'adjusted',
      adjustment: {
        ...place,
        ...by,
        stockState: 'available',
        deltaMilli: ONE,
        countedMilli: ONE,
        expectedMilli: 0,
        idempotencyKey: `${key} ${index}`,
      },
    })
  }
  return all
}

test('hundreds of counts ask the ledger’s database as often as two, the first time and again', async () => {
  const { db, asked } = countAsked(ledger.db)
  const counted = { ...ledger, db }
  const few = await foundMore('few', 2)
  const many = await foundMore('many', MANY)
  const took = async (all: readonly OfCount[]): Promise<number> => {
    const before = asked()
    const outcomes = await recordCount(counted, all)
    expect(outcomes.map(({ kind }) => kind)).toEqual(all.map(() => 'booked'))
    return asked() - before
  }
  await took(await foundMore('first', MANY))
  expect(await took(many)).toBe(await took(few))
  expect(await took(await foundMore('third', MANY))).toBeLessThanOrEqual(BUDGET)
  expect(await took(many)).toBe(await took(few))
})
