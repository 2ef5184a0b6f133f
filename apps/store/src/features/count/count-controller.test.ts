import { createInOrder } from '../../app/in-order.ts'
import { createDeviceStore, openDeviceDatabase, type DeviceStore } from '@cyclecount/device-db'
import { fakeId, uuidV7, type DeviceId, type PersonId, type ScanId, type SessionId } from '@cyclecount/domain'
import type { ScanResult } from '@cyclecount/ui'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { LOG_BEGINS } from '@cyclecount/sync'
import { foreignLog, snapshotOf } from '@cyclecount/sync/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCountController, type CountController } from './count-controller.ts'
import {
  binsToReach,
  countedLines,
  EVENTS_AT_ONCE,
  isAreaEmpty,
  openModel,
  progress,
  unknownLines,
} from './count-model.ts'

const session = fakeId<SessionId>('session')
const facilityId = fakeId<never>('facility')
const ids = {
  assignmentId: fakeId<never>('assignment'),
  runId: fakeId<never>('run'),
  facilityId,
  areaId: fakeId<never>('area'),
}
const bins = ['A-01', 'A-02'].map((code) => ({ locationId: fakeId<never>(code), code, name: code }))

let indexedDB: IDBFactory
let store: DeviceStore
let heard: ScanResult[]
let sends: number
let stamps = 0

function stamp() {
  stamps += 1
  const capturedAt = 1_790_000_000_000 + stamps
  const scanId = uuidV7<ScanId>(capturedAt, new Uint8Array(10))
  return { scanId, userId: fakeId<PersonId>('ana'), capturedAt, clockOffsetMs: null, appVersion: 'test' }
}

const inOrder = createInOrder()

function openStore(): DeviceStore {
  const database = openDeviceDatabase('cyclecount', { indexedDB, IDBKeyRange })
  return createDeviceStore({ newDeviceId: () => fakeId<DeviceId>('phone'), database })
}

async function open(): Promise<CountController> {
  const opened = await store.openSession(session, EVENTS_AT_ONCE)
  if (!opened) throw new Error('no session')
  return createCountController(openModel(opened, await store.deviceId()), {
    store,
    inOrder,
    stamp,
    signal: (result) => heard.push(result),
    history: () => Promise.resolve(),
    captured: () => (sends += 1),
    wordsOf: (refusal) => refusal,
  })
}

const product = (sku: string, codes: [string, number][]) => ({
  productId: fakeId<never>(sku),
  sku,
  title: `The ${sku}`,
  category: 'drinks',
  unit: 'each',
  decimals: false,
  tracking: 'none' as const,
  active: true,
  codes,
})

beforeEach(async () => {
  indexedDB = new IDBFactory()
  store = openStore()
  heard = []
  sends = 0
  await store.storeAreas({
    personId: fakeId('ana'),
    facilities: [{ facilityId, name: 'Main Street', timeZone: 'UTC', catalogueVersion: 1 }],
    areas: [
      {
        ...ids,
        runName: 'November',
        countType: 'HARD_COUNT',
        blind: true,
        round: 1,
        dueAt: null,
        areaName: 'Drinks',
        together: false,
        locations: bins,
        items: [],
        sessions: [],
      },
    ],
  })
  await store.storeCatalogueBatch(facilityId, {
    version: 1,
    total: 2,
    next: null,
    products: [
      product('cola', [
        ['04006381333931', 1],
        ['14006381333938', 12],
        ['SHARED', 1],
      ]),
      product('tea', [['SHARED', 1]]),
    ],
  })
  await store.capture(session, { kind: 'start', ...ids }, stamp())
})

afterEach(() => store.close())

function quantities(count: CountController): Readonly<Record<string, number>> {
  const { items, products } = count.model()
  const named: Record<string, number> = {}
  for (const { productId, code, quantityMilli } of items.values())
    named[(productId === null ? code : products.get(productId)?.sku) ?? ''] = quantityMilli / 1000
  return named
}

describe('between scanner and store', () => {
  test('EXEC-13 a burst of scans counts exactly, in order, case codes and all', async () => {
    const count = await open()
    for (let at = 0; at < 40; at += 1) count.scan('4006381333931')
    count.scan('14006381333938')
    await count.settled()
    expect(quantities(count)).toEqual({ cola: 52 })
    expect(heard).toHaveLength(41)
    expect(sends).toBe(41)
    expect(count.model().last).toMatchObject({ result: 'counted', deltaMilli: 12_000 })
    const log = await store.log(session)
    expect(log.map((event) => event.deviceSeq)).toEqual(Array.from({ length: 42 }, (_, at) => at + 1))
  })

  test('a submit from another screen comes after everything that was scanned before it', async () => {
    const count = await open()
    for (let at = 0; at < 20; at += 1) count.scan('4006381333931')
    await inOrder(() => store.capture(session, { kind: 'submit' }, stamp()))
    const log = await store.log(session)
    expect(log.map((event) => event.kind)).toEqual([
      'start',
      ...Array.from({ length: 20 }, () => 'scan'),
      'submit',
    ])
  })

  test('a bin label says where what follows is counted', async () => {
    const count = await open()
    expect(progress(count.model())).toEqual({ of: 'bins', done: 0, total: 2 })
    count.scan('LOC:a-02')
    count.scan('4006381333931')
    await count.settled()
    expect(countedLines(count.model())[0]?.locationId).toBe(bins[1]?.locationId)
    expect(binsToReach(count.model()).map((bin) => bin.code)).toEqual(['A-01'])
    count.scan('LOC:Z-99')
    await count.settled()
    expect(count.model().last).toMatchObject({ result: 'rejected', about: { message: 'bin-not-here' } })
    expect(await store.log(session)).toHaveLength(2)
  })

  test('EXEC-5 an unknown code is kept; matched, it counts as its item from then on', async () => {
    const count = await open()
    count.scan('MYSTERY')
    await count.settled()
    expect(count.model().last).toMatchObject({ result: 'unknown', about: { codeKey: 'MYSTERY' } })
    expect(unknownLines(count.model())).toHaveLength(1)
    await count.capture({
      kind: 'match',
      codeKey: 'MYSTERY',
      productId: fakeId<never>('cola'),
      packUnits: 6,
      unit: 'each',
    })
    count.scan('MYSTERY')
    await count.settled()
    expect(quantities(count)).toEqual({ cola: 12 })
    expect(unknownLines(count.model())).toEqual([])
    expect(count.model().last).toMatchObject({ result: 'counted', deltaMilli: 6000 })
  })

  test('a shared code asks once, and is counted whatever is answered', async () => {
    const count = await open()
    count.scan('SHARED')
    await count.settled()
    expect(count.model().last).toMatchObject({ result: 'ambiguous', about: { kind: 'ambiguous' } })
    const one = { packUnits: 1, unit: 'each' }
    await count.capture({ kind: 'match', codeKey: 'SHARED', productId: fakeId<never>('tea'), ...one })
    count.scan('SHARED')
    await count.settled()
    expect(quantities(count)).toEqual({ tea: 2 })
    expect(heard).toEqual(['ambiguous', 'counted', 'counted'])
  })

  test('EXEC-4 undo takes back the newest, then the one before, also after the app was closed', async () => {
    const first = await open()
    first.scan('4006381333931')
    first.scan('14006381333938')
    await first.settled()
    first.undo()
    await first.settled()
    expect(quantities(first)).toEqual({ cola: 1 })
    expect(first.model().last).toMatchObject({ result: 'undone', deltaMilli: -12_000 })
    store.close()
    store = openStore()
    const second = await open()
    second.undo()
    second.undo()
    await second.settled()
    expect(quantities(second)).toEqual({})
    expect(await store.log(session)).toHaveLength(5)
  })

  test('EXEC-14 empty is said, never assumed, and can be taken back', async () => {
    const count = await open()
    await count.capture({ kind: 'confirm-empty', locationId: bins[0]?.locationId ?? null })
    expect(binsToReach(count.model()).map((bin) => bin.code)).toEqual(['A-02'])
    count.undo()
    await count.settled()
    expect(binsToReach(count.model())).toHaveLength(2)
    await count.capture({ kind: 'confirm-empty', locationId: null })
    expect(isAreaEmpty(count.model())).toBe(true)
    count.scan('4006381333931')
    await count.settled()
    expect(isAreaEmpty(count.model())).toBe(false)
  })

  test('a scan the device cannot keep is refused aloud, and the next one is tried', async () => {
    const count = await open()
    const { capture } = store
    Object.assign(store, {
      capture: async () => ({
        kind: 'failed',
        problem: { kind: 'quota', message: 'Full.', retryable: true },
      }),
    })
    count.scan('4006381333931')
    await count.settled()
    expect(heard).toEqual(['rejected'])
    expect(count.model().last).toMatchObject({ result: 'rejected', about: { message: 'Full.' } })
    Object.assign(store, { capture })
    count.scan('4006381333931')
    await count.settled()
    expect(quantities(count)).toEqual({ cola: 1 })
  })

  test('after the submit nothing more is counted', async () => {
    const count = await open()
    await count.capture({ kind: 'submit' })
    count.scan('4006381333931')
    await count.settled()
    expect(count.model().last).toMatchObject({ result: 'rejected', about: { message: 'submitted' } })
    expect(await store.log(session)).toHaveLength(2)
  })
})

test('[RS6] a correction of scans that are still on the server fetches them, and no scan waits for it', async () => {
  const other = foreignLog(['COLA', 'MYSTERY'])
  const snapshot = snapshotOf(other)
  const elsewhere = fakeId<SessionId>('taken over')
  await store.adoptSnapshot({ ...snapshot, sessionId: elsewhere })
  const opened = await store.openSession(elsewhere, EVENTS_AT_ONCE)
  if (!opened) return expect.fail('no session')
  const asked = Promise.withResolvers<void>()
  const served = Promise.withResolvers<void>()
  const controller = createCountController(openModel(opened, await store.deviceId()), {
    store,
    inOrder,
    stamp,
    signal: (result) => heard.push(result),
    history: async () => {
      asked.resolve()
      await served.promise
      const events = other.map((event) => ({ ...event, sessionId: elsewhere }))
      await store.keepHistory(elsewhere, LOG_BEGINS, events, { seq: 2, chain: snapshot.chain })
    },
    captured: () => undefined,
    wordsOf: (refusal) => refusal,
  })
  const [first] = other
  if (!first) return expect.fail('no event')
  const corrected = controller.capture({ kind: 'void', target: first.scanId })
  await asked.promise
  controller.scan('4006381333931')
  await controller.settled()
  expect(heard).toEqual(['counted'])
  served.resolve()
  expect(await corrected).toBe(true)
  expect((await store.items(elsewhere)).map((item) => item.events)).toEqual([1, 1])
  expect(heard).not.toContain('rejected')
})
