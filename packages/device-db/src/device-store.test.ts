import { fakeId, itemKey, type PersonId, type ProductId, type SessionId } from '@cyclecount/domain'
import type { CaptureRequest } from '@cyclecount/sync'
import {
  acknowledge,
  contractPlace,
  fakeStamp,
  foreignLog,
  localStoreContract,
  snapshotOf,
} from '@cyclecount/sync/testing'
import { describe, expect, test } from 'vitest'
import { catalogueState } from './catalogue.ts'
import { contractBatch, createFakeDevice, failWrites, withCatalogue, type FakeDevice } from './fake-device.ts'

localStoreContract('Dexie on IndexedDB', async () => {
  const device = await withCatalogue(await createFakeDevice())
  return { store: device.store, dispose: async () => device.store.close() }
})

const session = fakeId<SessionId>('session')
const ana = fakeId<PersonId>('ana')

function scan(code: string): CaptureRequest {
  const none = {
    lot: null,
    serial: null,
    expiry: null,
    statedMilli: null,
    weightMilli: null,
    locationId: null,
  }
  return { kind: 'scan', code, codeKey: code, ...none }
}

async function counting(): Promise<FakeDevice> {
  const device = await withCatalogue(await createFakeDevice())
  await device.store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
  return device
}

describe('the device store', () => {
  test('EXEC-2 EXEC-6 a count survives the app being closed without a word', async () => {
    const before = await counting()
    await before.store.capture(session, scan('CASE'), fakeStamp())
    await before.store.capture(session, scan('MYSTERY'), fakeStamp())
    before.store.close()
    const { store } = await createFakeDevice(before.indexedDB)
    const opened = await store.openSession(session, 10)
    expect(opened?.items.map((item) => item.quantityMilli).toSorted((a, b) => a - b)).toEqual([1000, 12_000])
    expect(opened?.session).toMatchObject({ local: 'counting', last: 3, acked: 0, scans: 2 })
    expect([...(opened?.products.values() ?? [])].map((product) => product.sku)).toEqual(['cola'])
    expect(opened?.recent.map((event) => event.deviceSeq)).toEqual([3, 2, 1])
    store.close()
  })

  test('a count of many items is opened with those that were counted last, and names the others', async () => {
    const { store } = await withCatalogue(await createFakeDevice())
    const snapshot = snapshotOf(foreignLog(['COLA']))
    const [line] = snapshot.items
    if (!line) return expect.fail('no line')
    const items = Array.from({ length: 250 }, (_, at) => {
      const productId = at === 3 ? line.productId : fakeId<ProductId>(`item ${at}`)
      return { ...line, productId, key: itemKey({ ...line, productId }), lastAt: at }
    })
    await store.adoptSnapshot({ ...snapshot, items })
    const opened = await store.openSession(session, 10)
    expect(opened?.items).toHaveLength(250)
    expect(opened?.unread).toHaveLength(50)
    expect(opened?.products.size).toBe(0)
    const products = await store.products(contractPlace.facilityId, opened?.unread ?? [])
    expect([...products.values()].map(({ sku }) => sku)).toEqual(['cola'])
    store.close()
  })

  test('a capture is one transaction of strict durability', async () => {
    const { store, database } = await counting()
    const asked: unknown[] = []
    // Whatever began it: each ends with this.
    const begun = Object.getPrototypeOf(database.backendDB().transaction('log')) as Pick<
      IDBTransaction,
      'commit'
    >
    const { commit } = begun
    begun.commit = function told(this: IDBTransaction) {
      asked.push([this.durability, [...this.objectStoreNames].includes('log')])
      commit.call(this)
    }
    await store.capture(session, scan('COLA'), fakeStamp())
    const [last] = await store.recentEvents(session, 1)
    if (last) await store.capture(session, { kind: 'void', target: last.scanId }, fakeStamp())
    begun.commit = commit
    const strictWithLog = ['strict', true]
    expect(asked).toEqual([strictWithLog, strictWithLog])
    store.close()
  })

  test('a handle that went stale is opened anew, and the scan counts once', async () => {
    const { store, database } = await counting()
    database.backendDB().close()
    const outcome = await store.capture(session, scan('COLA'), fakeStamp())
    expect(outcome).toMatchObject({ kind: 'saved', captured: { event: { deviceSeq: 2 } } })
    expect((await store.items(session)).map((item) => item.quantityMilli)).toEqual([1000])
    store.close()
  })

  test('a full disk is told in words, and nothing of the scan is there', async () => {
    const { store, database } = await counting()
    const makeRoom = failWrites(database, 'log', new DOMException('full', 'QuotaExceededError'))
    const outcome = await store.capture(session, scan('COLA'), fakeStamp())
    expect(outcome).toMatchObject({ kind: 'failed', problem: { kind: 'quota', retryable: true } })
    makeRoom()
    expect(await store.items(session)).toEqual([])
    expect((await store.session(session))?.last).toBe(1)
    store.close()
  })

  test('rows that cannot be understood stop nothing', async () => {
    const { store, database } = await counting()
    await store.capture(session, scan('COLA'), fakeStamp())
    const [line] = await store.items(session)
    const broken: unknown = { sessionId: session, key: line?.key, item: { quantityMilli: 'many' } }
    await database.items.put(broken as never)
    await database.sessions.put({ sessionId: session, last: 'lots' } as never)
    const poison: unknown = {
      facilityId: contractPlace.facilityId,
      productId: 'x',
      lookup: [`${contractPlace.facilityId}|COLA`],
    }
    await database.products.put(poison as never)
    await store.capture(session, scan('COLA'), fakeStamp())
    expect((await store.items(session)).map((item) => item.quantityMilli)).toEqual([2000])
    expect(await store.session(session)).toMatchObject({ last: 3, acked: 0, local: 'counting' })
    store.close()
  })

  test('[VN3] SYNC-3 an event this version cannot read is sent as it was stored', async () => {
    const { store, database } = await counting()
    await store.capture(session, scan('COLA'), fakeStamp())
    const row = await database.log.get([session, 2])
    if (row) await database.log.put({ ...row, event: { kind: 'from-the-future' } })
    expect(await store.read(session, 2, 10)).toEqual([{ kind: 'from-the-future' }])
    expect(await store.log(session)).toHaveLength(1)
    store.close()
  })

  test('EXEC-12 the file holds exactly what waits, and sign-out asks no more once it is saved', async () => {
    const { store } = await counting()
    await store.capture(session, scan('COLA'), fakeStamp())
    await acknowledge(store, 1, { at: 9 })
    expect(await store.neitherSentNorExported(fakeStamp().userId)).toBe(1)
    const file = await store.exportUnsent(99)
    expect(file.sessions).toMatchObject([{ sessionId: session, fromSeq: 2, events: [{ deviceSeq: 2 }] }])
    expect(await store.neitherSentNorExported(fakeStamp().userId)).toBe(0)
    await store.capture(session, scan('COLA'), fakeStamp())
    expect(await store.neitherSentNorExported(fakeStamp().userId)).toBe(1)
    store.close()
  })

  test('the status is counted from acknowledgements', async () => {
    const { store } = await counting()
    const { capturedAt } = fakeStamp()
    await store.capture(session, scan('COLA'), { ...fakeStamp(), capturedAt })
    await acknowledge(store, 1, { undecided: 1, clockOffsetMs: 250, at: 77 })
    expect(await store.status()).toMatchObject({
      waiting: 1,
      oldestWaitingAt: capturedAt,
      lastSuccessAt: 77,
      setAside: 1,
      forked: 0,
    })
    expect(await store.setting('device')).toMatchObject({ incarnation: 'one', clockOffsetMs: 250 })
    await acknowledge(store, 2, { at: 78 })
    expect(await store.status()).toMatchObject({ waiting: 0, setAside: 0 })
    store.close()
  })

  test('a catalogue goes on where it was interrupted, and is ready when it is whole', async () => {
    const device = await createFakeDevice()
    const { facilityId } = contractPlace
    const { store } = device
    await store.storeAreas({
      personId: ana,
      facilities: [{ facilityId, name: 'Main Street', timeZone: 'UTC', catalogueVersion: 7 }],
      areas: [],
    })
    const state = async () => (await store.facilities()).map(catalogueState)[0]
    expect(await state()).toMatchObject({ ready: false, ask: {} })
    const { products } = contractBatch()
    const [first, ...rest] = products
    if (!first) throw new Error('no products')
    await store.storeCatalogueBatch(facilityId, { version: 7, total: 2, next: 'page 2', products: [first] })
    expect(await state()).toMatchObject({
      ready: false,
      ask: { cursor: 'page 2' },
      progress: { stored: 1, total: 2 },
    })
    await store.storeCatalogueBatch(facilityId, { version: 8, total: 2, next: null, products: rest })
    expect(await state()).toMatchObject({ ready: true, upToDate: true, ask: null, products: 2 })
    expect((await store.searchProducts(facilityId, 'CoL', 5)).map((product) => product.sku)).toEqual(['cola'])
    store.close()
  })

  test('SYNC-5 a scan that comes while a page of the catalogue is stored does not wait for the page', async () => {
    const { store, database } = await counting()
    const { facilityId } = contractPlace
    const { products } = contractBatch()
    const [first] = products
    if (!first) throw new Error('no products')
    await store.storeAreas({
      personId: ana,
      facilities: [{ facilityId, name: 'Main Street', timeZone: 'UTC', catalogueVersion: 8 }],
      areas: [],
    })
    const many = Array.from({ length: 1_000 }, (_, at) => {
      const productId = fakeId<typeof first.productId>(`product ${at}`)
      const code: [string, number] = [`CODE-${at}`, 1]
      return { ...first, productId, codes: [code] }
    })
    const done: string[] = []
    const storing = store
      .storeCatalogueBatch(facilityId, { version: 8, total: 1_000, next: null, products: many })
      .then(() => done.push('page'))
    // The storing is under way where the first of its products can be read.
    const begun = () => database.products.where({ facilityId, productId: many[0]?.productId ?? '' }).first()
    while (!(await begun())) continue
    const scanning = store.capture(session, scan('COLA'), fakeStamp()).then(() => done.push('scan'))
    await Promise.all([storing, scanning])
    expect(done).toEqual(['scan', 'page'])
    expect(await store.facilities()).toMatchObject([{ catalogue: { version: 8 } }])
    store.close()
  })
})
