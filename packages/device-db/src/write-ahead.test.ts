import { fakeId, foldEvents, type PersonId, type SessionId } from '@cyclecount/domain'
import type { CaptureOutcome, CaptureRequest } from '@cyclecount/sync'
import { contractPlace, fakeStamp, localStoreContract } from '@cyclecount/sync/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contractBatch, createFakeDevice, failWrites, withCatalogue, type FakeDevice } from './fake-device.ts'
import { readJournal } from './journal/contents.ts'
import { createFeeder, type Feeder } from './journal/feeder.ts'
import { createMemoryDisk, type MemoryDisk } from './journal/memory-file.ts'
import { restore } from './journal/restore.ts'
import { openSlot } from './journal/slot.ts'

const session = fakeId<SessionId>('session')

function scan(code: string): CaptureRequest {
  const none = { lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
  return { kind: 'scan', code, codeKey: code, ...none, locationId: null }
}

/** A device whose captures go ahead of its database, through a journal on this disk. */
async function journalled(
  disk: MemoryDisk,
  indexedDB?: IDBFactory,
): Promise<FakeDevice & { feeder: Feeder }> {
  const device = await withCatalogue(
    await createFakeDevice(indexedDB, async (database) => {
      const copy = { journal: readJournal(disk.bytes()), sentinel: null, now: 1, appVersion: 'test' }
      await restore(database, { ...copy, newScanId: () => fakeId('note') })
    }),
  )
  const slot = openSlot(await disk.files())
  const feeder = createFeeder({
    store: device.store,
    put: async (records) => slot?.put(records),
    note: () => undefined,
    now: () => 1,
  })
  device.store.onCaptured(feeder.captured)
  device.store.writeAhead(feeder.ahead)
  return { ...device, feeder }
}

/** From now on every scan of a known product is foreseen. */
async function opened(device: FakeDevice & { feeder: Feeder }): Promise<void> {
  await device.store.openSession(session, 5)
  await device.store.learnCodes(contractPlace.facilityId)
  await device.feeder.look()
}

/** The database of this device begins no transaction that writes until it is let. */
function holdWrites({ database }: FakeDevice): () => void {
  const idb = database.backendDB()
  const blocker = idb.transaction(['log', 'items', 'sessions'], 'readwrite')
  let isHeld = true
  const keepOpen = (): void => {
    const asking = blocker.objectStore('log').count()
    asking.addEventListener('success', () => isHeld && keepOpen())
  }
  keepOpen()
  return () => {
    isHeld = false
  }
}

localStoreContract('Dexie on IndexedDB, ahead of it a journal', async () => {
  const device = await journalled(createMemoryDisk())
  const { store } = device
  await store.learnCodes(contractPlace.facilityId)
  return {
    store: {
      ...store,
      capture: async (sessionId, request, stamp) => {
        const outcome = await store.capture(sessionId, request, stamp)
        if (request.kind === 'start') await opened(device)
        return outcome
      },
    },
    dispose: async () => store.close(),
  }
})

describe('a capture ahead of the database', () => {
  let disk: MemoryDisk
  let device: FakeDevice & { feeder: Feeder }
  const capture = (code: string, stamp = fakeStamp()): Promise<CaptureOutcome> =>
    device.store.capture(session, scan(code), stamp)
  const placed = async (): Promise<readonly (readonly [number, string | null | undefined])[]> =>
    (await device.store.log(session))
      .map((event) => [event.deviceSeq, event.kind === 'scan' ? event.code : undefined] as const)
      .toSorted(([a], [b]) => a - b)
  const counted = async (): Promise<readonly number[]> =>
    (await device.store.items(session)).map((item) => item.quantityMilli)
  const inJournal = (): readonly (readonly [number, string])[] =>
    (readJournal(disk.bytes()).events.get(session) ?? []).map((record) => [record.deviceSeq, record.scanId])

  beforeEach(async () => {
    disk = createMemoryDisk()
    device = await journalled(disk)
    await device.store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
    await opened(device)
  })
  afterEach(() => device.store.close())

  test('[WA1] EXEC-2 is saved as soon as the journal has it, and whoever reads afterwards finds it', async () => {
    const letWrite = holdWrites(device)
    const stamp = fakeStamp()
    expect(await capture('CASE', stamp)).toMatchObject({
      kind: 'saved',
      captured: { event: { deviceSeq: 2, packUnits: 12 }, changes: [{ item: { quantityMilli: 12_000 } }] },
    })
    expect(inJournal()).toContainEqual([2, stamp.scanId])
    const reading = placed()
    letWrite()
    expect(await reading).toEqual([
      [1, undefined],
      [2, 'CASE'],
    ])
    expect(await counted()).toEqual([12_000])
  })

  test('[WA2] what memory does not know, the database is asked: an unknown code, a changed catalogue', async () => {
    const { store } = device
    expect(await capture('MYSTERY')).toMatchObject({ captured: { lookUp: { kind: 'unknown' } } })
    const batch = contractBatch()
    const renamed: unknown = expect.stringMatching(/, new$/)
    const products = batch.products.map((product) => ({ ...product, title: `${product.title}, new` }))
    await store.storeCatalogueBatch(contractPlace.facilityId, { ...batch, version: 8, products })
    expect(await capture('COLA')).toMatchObject({
      captured: {
        lookUp: { kind: 'known', choice: { product: { title: renamed } } },
      },
    })
  })

  test('[WA2] a journal that is full, or that never answers, keeps nobody waiting', async () => {
    disk.setRoom(10)
    expect(await capture('COLA')).toMatchObject({ kind: 'saved' })
    device.store.writeAhead(() => new Promise(() => undefined))
    expect(await capture('COLA')).toMatchObject({ kind: 'saved' })
    expect(await counted()).toEqual([2000])
    expect(await placed()).toHaveLength(3)
  })

  test('[WA3] what only the journal has when the app dies is put back at its place, once', async () => {
    const letWrite = holdWrites(device)
    await capture('COLA')
    // The process ends here: of the database there is what it had before.
    const { indexedDB } = device
    device.database.backendDB().close()
    letWrite()
    device = await journalled(disk, indexedDB)
    expect(await placed()).toEqual([
      [1, undefined],
      [2, 'COLA'],
    ])
    expect(await counted()).toEqual([1000])
    await opened(device)
    expect(await capture('COLA')).toMatchObject({ captured: { event: { deviceSeq: 3 } } })
    expect(await counted()).toEqual([2000])
  })

  test('[WA4] what the database refuses stays saved, is said to wait, and goes in before anything else', async () => {
    const { store, database } = device
    const makeRoom = failWrites(database, 'log', new DOMException('full', 'QuotaExceededError'))
    const stamp = fakeStamp()
    expect(await capture('COLA', stamp)).toMatchObject({ kind: 'saved' })
    const status = await store.status()
    expect(status).toMatchObject({ waiting: 2 })
    expect(store.trouble.now()).toMatchObject({ kind: 'quota' })
    expect(await store.neitherSentNorExported(stamp.userId)).toBe(2)
    expect(await store.neitherSentNorExported(fakeId<PersonId>('somebody else'))).toBe(0)
    const { sessions } = await store.exportUnsent(9)
    expect(sessions.map(({ fromSeq, events }) => [fromSeq, events.length])).toEqual([[1, 2]])
    expect(sessions[0]?.events[1]).toMatchObject({ scanId: stamp.scanId, deviceSeq: 2 })
    // Nothing comes before it.
    expect(await capture('TEA')).toMatchObject({ kind: 'failed', problem: { kind: 'quota' } })
    makeRoom()
    expect(await capture('TEA')).toMatchObject({ kind: 'saved', captured: { event: { deviceSeq: 3 } } })
    expect(store.trouble.now()).toBeNull()
    expect(await placed()).toEqual([
      [1, undefined],
      [2, 'COLA'],
      [3, 'TEA'],
    ])
    expect(await store.status()).toMatchObject({ waiting: 3 })
  })

  test('[WA4] what is owed is brought by whoever sends, or by the next start from the journal', async () => {
    const makeRoom = failWrites(device.database, 'log', new DOMException('full', 'QuotaExceededError'))
    await capture('COLA')
    await device.store.status()
    makeRoom()
    expect((await device.store.waiting()).map(({ last }) => last)).toEqual([2])
    const again = failWrites(device.database, 'log', new DOMException('full', 'QuotaExceededError'))
    await capture('COLA')
    await device.store.status()
    again()
    const { indexedDB } = device
    device.store.close()
    device = await journalled(disk, indexedDB)
    expect(await counted()).toEqual([2000])
  })

  test('[WA4] where neither takes it, it is refused, and comes back from nowhere', async () => {
    const makeRoom = failWrites(device.database, 'log', new DOMException('full', 'QuotaExceededError'))
    disk.setRoom(10)
    expect(await capture('COLA')).toMatchObject({ kind: 'failed', problem: { kind: 'quota' } })
    makeRoom()
    disk.setRoom(Infinity)
    const { indexedDB } = device
    device.store.close()
    device = await journalled(disk, indexedDB)
    expect(await placed()).toEqual([[1, undefined]])
    expect(inJournal()).toHaveLength(1)
  })

  test('[WA5] where another tab moved the session on, the database decides, and each counts once', async () => {
    const { indexedDB } = device
    const other = await createFakeDevice(indexedDB)
    await other.store.capture(session, scan('COLA'), fakeStamp())
    const stamp = fakeStamp()
    expect(await capture('COLA', stamp)).toMatchObject({ kind: 'saved' })
    expect(await counted()).toEqual([2000])
    const log = await device.store.log(session)
    expect(log.map(({ deviceSeq }) => deviceSeq).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
    expect([...foldEvents(log).items.values()].map((item) => item.quantityMilli)).toEqual([2000])
    await device.feeder.look()
    expect(inJournal()).toContainEqual([3, stamp.scanId])
    expect(await capture('COLA')).toMatchObject({
      captured: { event: { deviceSeq: 4 }, changes: [{ item: { quantityMilli: 3000 } }] },
    })
    other.store.close()
  })

  test('[WA5] [JN6] what another tab put back from the journal meanwhile is not counted again', async () => {
    const other = await createFakeDevice(device.indexedDB)
    await other.store.sessions()
    const troubles: unknown[] = []
    device.store.trouble.subscribe(() => troubles.push(device.store.trouble.now()))
    device.store.writeAhead(
      (event) =>
        device.feeder.ahead(event)?.then(async () => {
          const copy = { journal: readJournal(disk.bytes()), sentinel: null, now: 1, appVersion: 'test' }
          await restore(other.database, { ...copy, newScanId: () => fakeId('note') })
        }) ?? null,
    )
    expect(await capture('COLA')).toMatchObject({ kind: 'saved' })
    expect(await counted()).toEqual([1000])
    expect(troubles).toEqual([])
    expect(await placed()).toEqual([
      [1, undefined],
      [2, 'COLA'],
    ])
    expect(await capture('COLA')).toMatchObject({ captured: { event: { deviceSeq: 3 } } })
    expect(await counted()).toEqual([2000])
    other.store.close()
  })
})
