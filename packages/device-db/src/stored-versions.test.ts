import { fakeId, foldEvents, type ScanId, type SessionId } from '@cyclecount/domain'
import { contractPlace, fakeStamp, placeIn } from '@cyclecount/sync/testing'
import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import version1 from '../fixtures/version-1.json' with { type: 'json' }
import version2 from '../fixtures/version-2.json' with { type: 'json' }
import version3 from '../fixtures/version-3.json' with { type: 'json' }
import { createFakeDevice } from './fake-device.ts'
import { photosOf } from './photos.ts'

interface StoredDatabase {
  readonly nativeVersion: number
  readonly stores: Readonly<
    Record<
      string,
      {
        readonly keyPath: string | string[]
        readonly indexes: readonly {
          readonly name: string
          readonly keyPath: string | string[]
          readonly unique: boolean
          readonly multiEntry: boolean
        }[]
        readonly rows: readonly unknown[]
      }
    >
  >
}

/** A device's disk as that version of the app left it. */
async function diskOf(stored: StoredDatabase): Promise<IDBFactory> {
  const indexedDB = new IDBFactory()
  const request = indexedDB.open('cyclecount', stored.nativeVersion)
  request.addEventListener('upgradeneeded', () => {
    for (const [name, { keyPath, indexes, rows }] of Object.entries(stored.stores)) {
      const table = request.result.createObjectStore(name, { keyPath })
      for (const index of indexes) table.createIndex(index.name, index.keyPath, index)
      for (const row of rows) table.put(row)
    }
  })
  await new Promise((done) => request.addEventListener('success', done))
  request.result.close()
  return indexedDB
}

test.each([
  ['1', version1],
  ['2', version2],
  ['3', version3],
])(
  '[VN4] SYNC-7 this version opens what version %s stored, and its waiting scans are there',
  async (_, stored) => {
    const { store, database } = await createFakeDevice(await diskOf(stored))
    const session = fakeId<SessionId>('session')
    const { chain } = placeIn(await store.read(session, 1, 3), 3)
    expect(await store.waiting()).toEqual([
      { sessionId: session, acked: 3, last: 8, from: { seq: 3, chain }, resendThrough: 0, undecided: 0 },
    ])
    expect(await store.read(session, 4, 10)).toHaveLength(5)
    // Nothing in the log is changed or removed.
    expect(await database.log.toArray()).toEqual(stored.stores.log.rows)
    const opened = await store.openSession(session, 20)
    expect(opened?.area?.areaName).toBe('Drinks')
    const { items } = foldEvents(await store.log(session))
    expect(new Map(opened?.items.map((item) => [item.key, item.quantityMilli]))).toEqual(
      new Map([...items].map(([key, item]) => [key, item.quantityMilli])),
    )
    expect(await store.connection()).toMatchObject({ kind: 'backing-off' })
    expect(await store.setting('person')).toMatchObject({ name: 'Ana' })
    const later = { ...fakeStamp(), scanId: fakeId<ScanId>('later') }
    const outcome = await store.capture(session, { kind: 'pause' }, later)
    expect(outcome).toMatchObject({ kind: 'saved', captured: { event: { deviceSeq: 9 } } })
    // What this version can and that one could not.
    const photos = photosOf(store)
    const photo = { sha256: 'a'.repeat(64), bytes: 3, mediaType: 'image/jpeg', takenAt: 1 } as const
    const { facilityId } = contractPlace
    const content = Uint8Array.of(1, 2, 3)
    await photos.keep({ ...photo, sessionId: session, facilityId, userId: fakeStamp().userId, content })
    expect(await photos.status()).toMatchObject({ waiting: 1 })
    store.close()
  },
)
