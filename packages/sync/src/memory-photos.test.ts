import { createMemoryPhotos } from './memory-photos.ts'
import { createMemoryStore } from './memory-store.ts'
import { photoStoreContract } from './photo-store.contract.ts'
import { contractDevice } from './store-fixture.ts'

photoStoreContract('in memory', async () => {
  const store = createMemoryStore({ deviceId: contractDevice })
  return { store, photos: createMemoryPhotos(store), dispose: () => Promise.resolve() }
})
