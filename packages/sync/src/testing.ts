export {
  contractCatalogue,
  contractDevice,
  contractPlace,
  fakeStamp,
  localStoreContract,
  type StoreUnderTest,
} from './local-store.contract.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export { createFakeServer, type FakeServer } from './fake-server.ts'
