import { contractPlace, fakePhoto, fakeStamp, photoStoreContract } from '@cyclecount/sync/testing'
import { expect, test } from 'vitest'
import { createFakeDevice, withCatalogue } from './fake-device.ts'
import { photosOf } from './photos.ts'

photoStoreContract('Dexie on IndexedDB', async () => {
  const { store } = await withCatalogue(await createFakeDevice())
  return { store, photos: photosOf(store), dispose: async () => store.close() }
})

const { userId } = fakeStamp()

test('[PH8] EXEC-12 a photo that waits keeps its person here until it is sent or in a file, byte for byte', async () => {
  const { store } = await createFakeDevice()
  const photos = photosOf(store)
  const [a, b] = [fakePhoto('a', 1), fakePhoto('b', 2)]
  await photos.keep(a)
  await photos.keep(b)
  expect(await photos.unsafeOf(userId)).toBe(2)
  const [first] = await photos.waiting(null)
  if (first) await photos.sent(first, 'one')
  await store.setSetting('device', {
    deviceId: await store.deviceId(),
    token: 'token',
    label: '',
    incarnation: 'one',
    clockOffsetMs: 0,
    people: [],
  })
  expect(await photos.unsafeOf(userId)).toBe(1)
  const file = await photos.forFile()
  expect(file).toMatchObject([{ facilityId: contractPlace.facilityId, sha256: b.sha256 }])
  const text = atob(file[0]?.base64 ?? '')
  expect(Uint8Array.from(text, (char) => char.codePointAt(0) ?? 0)).toEqual(b.content)
  expect(await photos.unsafeOf(userId)).toBe(0)
  // Still there, and sent when it can be: a file may be lost.
  expect(await photos.status()).toMatchObject({ waiting: 1 })
  await photos.keep(fakePhoto('c', 3))
  expect(await photos.unsafeOf(userId)).toBe(1)
  store.close()
})

test('[PH8] a file takes as many photos as it has room for, first those that were in none', async () => {
  const { store } = await createFakeDevice()
  const photos = photosOf(store)
  for (const [at, name] of ['a', 'b', 'c'].entries())
    await photos.keep({ ...fakePhoto(name, at), bytes: 9_000_000 })
  const names = async () => (await photos.forFile()).map(({ sha256 }) => sha256[0])
  expect(await names()).toEqual(['a', 'b'])
  expect(await photos.unsafeOf(userId)).toBe(1)
  expect(await names()).toEqual(['c', 'a'])
  expect(await photos.unsafeOf(userId)).toBe(0)
  store.close()
})
