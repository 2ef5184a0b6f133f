import { localStoreContract } from './local-store.contract.ts'
import { createMemoryStore } from './memory-store.ts'
import { contractCatalogue, contractDevice } from './store-fixture.ts'

localStoreContract('memory', async () => ({
  store: createMemoryStore({ deviceId: contractDevice, codes: contractCatalogue }),
  dispose: async () => {},
}))
