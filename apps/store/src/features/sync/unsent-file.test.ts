import { ScanEvent, UnsentFile } from '@cyclecount/contract'
import { createDeviceStore, openDeviceDatabase } from '@cyclecount/device-db'
import { photosOf } from '@cyclecount/device-db/photos'
import { fakeId, type DeviceId, type SessionId } from '@cyclecount/domain'
import { acknowledge, contractPlace, fakePhoto, fakeStamp } from '@cyclecount/sync/testing'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'

test('EXEC-12 the file of unsent scans is one that the server takes in, whole', async () => {
  const session = fakeId<SessionId>('session')
  const store = createDeviceStore({
    newDeviceId: () => fakeId<DeviceId>('phone'),
    database: openDeviceDatabase('cyclecount', { indexedDB: new IDBFactory(), IDBKeyRange }),
  })
  await store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
  await acknowledge(store, 1, { clockOffsetMs: 250 })
  await store.capture(session, { kind: 'note', text: 'the shelf is wet', target: null }, fakeStamp())
  await store.capture(session, { kind: 'pause' }, fakeStamp())

  const saved = await store.exportUnsent(1_795_000_000_000)
  const file = UnsentFile.parse(JSON.parse(JSON.stringify(saved)))
  expect(file).toEqual(saved)
  const [part] = file.sessions
  expect(part).toMatchObject({ sessionId: session, userId: fakeStamp().userId, fromSeq: 2 })
  expect(part?.events.map((event) => ScanEvent.parse(event).deviceSeq)).toEqual([2, 3])
  store.close()
})

test('[PH8] EXEC-12 the photos of a device that has no scan to send are a file, too, that the server reads', async () => {
  const store = createDeviceStore({
    newDeviceId: () => fakeId<DeviceId>('phone'),
    database: openDeviceDatabase('cyclecount', { indexedDB: new IDBFactory(), IDBKeyRange }),
  })
  const photos = photosOf(store)
  await photos.keep({ ...fakePhoto('a', 1), sha256: 'a'.repeat(64) })
  const saved = { ...(await store.exportUnsent(1_795_000_000_000)), photos: await photos.forFile() }
  const file = UnsentFile.parse(JSON.parse(JSON.stringify(saved)))
  expect(file).toEqual(saved)
  expect(file).toMatchObject({ sessions: [], photos: [{ sha256: 'a'.repeat(64) }] })
  store.close()
})
