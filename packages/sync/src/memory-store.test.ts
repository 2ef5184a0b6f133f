import { contractCatalogue, contractDevice, localStoreContract } from './local-store.contract.ts'
import { createMemoryStore } from './memory-store.ts'

localStoreContract('memory', async () => ({
  store: createMemoryStore({ deviceId: contractDevice, codes: contractCatalogue }),
  dispose: async () => {},
}))
