export { localStoreContract } from './local-store.contract.ts'
export {
  acknowledge,
  contractCatalogue,
  contractDevice,
  contractPlace,
  fakeStamp,
  foreignLog,
  MANY_STORES_MS,
  placeIn,
  pulled,
  snapshotOf,
  type StoreUnderTest,
} from './store-fixture.ts'
export { fakePhoto, photoStoreContract } from './photo-store.contract.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export { createFakeServer, type FakeServer } from './fake-server.ts'
