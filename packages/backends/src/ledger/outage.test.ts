import { BackendUnavailable, type Adjustment } from '@cyclecount/backend-port'
import { findFacility, findProduct, listBins, loadRetailer } from '@cyclecount/ledger'
import { cornerStores, freshSqlite, NINE, openTestLedger } from '@cyclecount/ledger/testing'
import { afterAll, expect, test } from 'vitest'
import { ledgerAdapter } from './adapter.ts'
import { readCursor } from './cursor.ts'

const files = [freshSqlite(), freshSqlite()]
afterAll(() => files.forEach((file) => file.remove()))

test('a ledger without a retailer is not ready, in words', async () => {
  const ledger = await openTestLedger(files[0]?.url ?? '')
  expect(await ledgerAdapter({ ledger }).preflight()).toEqual({
    ok: false,
    problems: ['The inventory ledger holds no facility yet: import a retailer first.'],
  })
  await ledger.close()
})

test('a database that does not answer leaves a push unknown and a read unavailable', async () => {
  const ledger = await openTestLedger(files[1]?.url ?? '')
  await loadRetailer(ledger, cornerStores)
  const adapter = ledgerAdapter({ ledger })
  const facility = await findFacility(ledger, 'LIS')
  const [bin] = facility ? await listBins(ledger, facility, { after: null, limit: 1 }) : []
  const product = await findProduct(ledger, 'cola')
  const adjustment: Adjustment = {
    idempotencyKey: 'k',
    facility: facility ?? '',
    product: product ?? '',
    location: bin?.binId ?? '',
    lot: null,
    serial: null,
    stockState: 'on-hand',
    owner: 'own',
    unit: 'each',
    deltaMilli: 1000,
    reason: 'found-stock',
    note: '',
    actor: 'ana',
    sourceRef: '',
    countedAt: NINE,
    basis: { expectedMilli: 0, countedMilli: 1000, readAt: NINE },
  }
  expect(await adapter.push({ ...adjustment, idempotencyKey: 'before' })).toMatchObject({ kind: 'accepted' })
  await ledger.close()
  expect(await adapter.push(adjustment)).toMatchObject({ kind: 'unknown' })
  expect(await adapter.lookUp(adjustment.facility, 'k')).toMatchObject({ kind: 'unknown' })
  expect(await adapter.preflight()).toMatchObject({ ok: false })
  await expect(adapter.onHand(adjustment.facility, null)).rejects.toThrow(BackendUnavailable)
  await expect(adapter.products(null)).rejects.toThrow(BackendUnavailable)
})

test('a cursor of somebody else is refused', () => {
  const cursor = Buffer.from(JSON.stringify([1, 'two'])).toString('base64url')
  expect(readCursor(cursor, ['number', 'string'])).toEqual([1, 'two'])
  for (const wrong of ['', 'nonsense', cursor.slice(0, -3), Buffer.from('[1]').toString('base64url')])
    expect(() => readCursor(wrong, ['number', 'string'])).toThrow(RangeError)
})
