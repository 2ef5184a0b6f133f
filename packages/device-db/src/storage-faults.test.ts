import { fakeId, type SessionId } from '@cyclecount/domain'
import type { CaptureRequest, StoreProblem } from '@cyclecount/sync'
import { contractPlace, fakeStamp } from '@cyclecount/sync/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeDevice, failWrites, withCatalogue, type FakeDevice } from './fake-device.ts'
import { readJournal } from './journal/contents.ts'
import { createFeeder } from './journal/feeder.ts'
import { createMemoryDisk } from './journal/memory-file.ts'
import { restore } from './journal/restore.ts'
import { openSlot } from './journal/slot.ts'

const session = fakeId<SessionId>('session')
const cola: CaptureRequest = {
  kind: 'scan',
  code: 'COLA',
  codeKey: 'COLA',
  lot: null,
  serial: null,
  expiry: null,
  statedMilli: null,
  weightMilli: null,
  locationId: null,
}

let device: FakeDevice

beforeEach(async () => {
  device = await withCatalogue(await createFakeDevice())
  await device.store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
})
afterEach(() => device.store.close())

const counted = async (): Promise<readonly number[]> =>
  (await device.store.items(session)).map((item) => item.quantityMilli)
const refused = (kind: StoreProblem['kind']) => ({ kind: 'failed', problem: { kind } })

function done(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('not opened')))
  })
}

describe('a fault of the storage', () => {
  test('[LS2] a full disk refuses the scan aloud, keeps nothing of it, and is over when there is room', async () => {
    const { store, database } = device
    // The last write of the transaction: everything before it must be undone.
    const makeRoom = failWrites(database, 'sessions', new DOMException('full', 'QuotaExceededError'))
    expect(await store.capture(session, cola, fakeStamp())).toMatchObject(refused('quota'))
    expect(store.trouble.now()).toMatchObject({ kind: 'quota' })
    expect(store.trouble.now()?.message).toContain('full')
    expect([await counted(), await database.log.count()]).toEqual([[], 1])
    // Reading works on a full disk, and is no sign of room.
    expect(store.trouble.now()?.kind).toBe('quota')
    makeRoom()
    expect(await store.capture(session, cola, fakeStamp())).toMatchObject({ kind: 'saved' })
    expect([await counted(), store.trouble.now()]).toEqual([[1000], null])
  })

  test('a handle that dies after the commit and before its word: the scan counts once', async () => {
    const { store, database } = device
    await store.openSession(session, 1)
    const idb = database.backendDB()
    const begin = idb.transaction.bind(idb)
    let deaths = 0
    idb.transaction = (...given) => {
      const transaction = begin(...given)
      if (transaction.mode !== 'readwrite' || deaths > 0) return transaction
      const listen = transaction.addEventListener.bind(transaction)
      // What was committed is told as a transaction that broke off.
      transaction.addEventListener = (type: string, heard: EventListener) =>
        listen(type === 'complete' ? 'abort' : type === 'abort' ? 'complete' : type, heard)
      listen('complete', () => {
        deaths += 1
        idb.close()
      })
      return transaction
    }
    const stamp = fakeStamp()
    const outcome = await store.capture(session, cola, stamp)
    expect(outcome).toMatchObject({
      kind: 'saved',
      captured: { event: { deviceSeq: 2, scanId: stamp.scanId } },
    })
    expect([deaths, await counted(), await database.log.count()]).toEqual([1, [1000], 2])
  })

  test('a database that cannot be opened is said to be, and is used as soon as it can', async () => {
    const { indexedDB } = device
    device.store.close()
    let broken = true
    const moody = Object.create(indexedDB, {
      open: {
        value: (name: string, version?: number) => {
          if (broken) throw new DOMException('Internal error opening backing store', 'UnknownError')
          return indexedDB.open(name, version)
        },
      },
    }) as IDBFactory
    device = await createFakeDevice(moody)
    await expect(device.store.sessions()).rejects.toMatchObject({ problem: { kind: 'broken' } })
    expect(device.store.trouble.now()).toMatchObject({ kind: 'broken' })
    broken = false
    expect(await device.store.capture(session, cola, fakeStamp())).toMatchObject({ kind: 'saved' })
    expect(device.store.trouble.now()).toBeNull()
  })

  test('an older tab that does not let go is named, and waited for', async () => {
    const { indexedDB } = device
    device.store.close()
    await done(indexedDB.deleteDatabase('cyclecount'))
    const older = await done(indexedDB.open('cyclecount', 10))
    device = await createFakeDevice(indexedDB)
    const said = new Promise((resolve) => device.store.trouble.subscribe(() => resolve(null)))
    const reading = device.store.sessions()
    await said
    expect(device.store.trouble.now()).toMatchObject({ kind: 'blocked' })
    older.close()
    expect(await reading).toEqual([])
    expect(device.store.trouble.now()).toBeNull()
  })

  test('a newer tab takes the database over: this one counts nothing more, and says why', async () => {
    const { store, database, indexedDB } = device
    const newer = await done(indexedDB.open('cyclecount', database.verno * 10 + 10))
    expect(await store.capture(session, cola, fakeStamp())).toMatchObject(refused('outdated'))
    expect(store.trouble.now()).toMatchObject({ kind: 'outdated' })
    const reading = newer.transaction('log').objectStore('log').count()
    await new Promise((resolve) => reading.addEventListener('success', resolve))
    expect(reading.result).toBe(1)
    newer.close()
  })

  test('[JN6] a database deleted while it is open is put back before the next scan, which counts behind the others', async () => {
    const disk = createMemoryDisk()
    const slot = openSlot(await disk.files())
    device.store.close()
    const now = () => 1_800_000_000_000
    const restored: unknown[] = []
    device = await createFakeDevice(device.indexedDB, async (opened) => {
      const result = await restore(opened, {
        journal: readJournal(disk.bytes()),
        sentinel: null,
        now: now(),
        appVersion: 'test',
        newScanId: () => fakeStamp().scanId,
      })
      restored.push(result?.events ?? 0)
    })
    const { store, indexedDB } = device
    const feeder = createFeeder({
      store,
      put: async (records) => slot?.put(records),
      note: () => undefined,
      now,
    })
    await store.setSetting('device', {
      deviceId: await store.deviceId(),
      token: 'token',
      label: '',
      incarnation: null,
      clockOffsetMs: null,
      people: [],
    })
    await store.capture(session, cola, fakeStamp())
    await feeder.look()
    await done(indexedDB.deleteDatabase('cyclecount'))
    // Whoever searches opens it by the way, and finds nothing.
    expect(await store.searchProducts(contractPlace.facilityId, 'cola', 1)).toEqual([])
    const outcome = await store.capture(session, cola, fakeStamp())
    expect(outcome).toMatchObject({ kind: 'saved', captured: { event: { deviceSeq: 3 } } })
    expect(await store.read(session, 1, 10)).toHaveLength(3)
    expect((await counted()).reduce((sum, milli) => sum + milli, 0)).toBe(2000)
    expect(await store.setting('restored')).toMatchObject({ events: 2, missing: [] })
    // At the first opening there was nothing to put back.
    expect(restored).toEqual([0, 2])
  })

  test('[JN6] nobody uses the database while it is put back', async () => {
    const { indexedDB } = device
    device.store.close()
    const order: string[] = []
    device = await createFakeDevice(indexedDB, async (opened) => {
      order.push(`restoring ${await opened.log.count()}`)
      await new Promise((resolve) => setTimeout(resolve))
      order.push('restored')
    })
    const { store } = device
    const use = async () => order.push(`${(await store.sessions()).length} session`)
    await Promise.all([use(), Promise.resolve().then(use), new Promise((go) => setTimeout(go)).then(use)])
    expect(order).toEqual(['restoring 1', 'restored', '1 session', '1 session', '1 session'])
  })

  test('a device whose own row cannot be read is still the one that its log names', async () => {
    const { store, database, indexedDB } = device
    const before = await store.deviceId()
    await database.settings.put({ name: 'device', value: { deviceId: 7 } })
    store.close()
    device = await createFakeDevice(indexedDB)
    expect(await device.store.deviceId()).toBe(before)
    expect(await device.store.capture(session, cola, fakeStamp())).toMatchObject({ kind: 'saved' })
  })
})
