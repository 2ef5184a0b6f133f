import { photoStoreContract } from '@cyclecount/sync/testing'
import { createFakeDevice, withCatalogue } from './fake-device.ts'

photoStoreContract('Dexie on IndexedDB', async () => {
  const { store } = await withCatalogue(await createFakeDevice())
  return { store, photos: await store.photos(), dispose: async () => store.close() }
})
