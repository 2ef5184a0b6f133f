import { fakeId } from '@cyclecount/domain'
import { contractCatalogue, contractDevice, contractPlace } from '@cyclecount/sync/testing'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { CatalogueBatch } from './catalogue.ts'
import { openDeviceDatabase, type DeviceDatabase } from './database.ts'
import { createDeviceStore, type DeviceStore, type DeviceStoreOptions } from './device-store.ts'

export interface FakeDevice {
  readonly store: DeviceStore
  readonly database: DeviceDatabase
  readonly indexedDB: IDBFactory
}

/** A device with a disk of its own, which knows the contract's facility and its catalogue. */
export async function createFakeDevice(
  indexedDB = new IDBFactory(),
  restore: DeviceStoreOptions['restore'] = () => Promise.resolve(),
): Promise<FakeDevice> {
  const database = openDeviceDatabase('cyclecount', { indexedDB, IDBKeyRange })
  const store = createDeviceStore({ newDeviceId: () => contractDevice, database, restore })
  return { store, database, indexedDB }
}

/** Every write to a store fails like this, until told otherwise: Dexie's and those on the browser's own interface alike. */
export function failWrites(database: DeviceDatabase, to: string, error: DOMException): () => void {
  const found = database.backendDB().transaction(to).objectStore(to)
  const writes = Object.getPrototypeOf(found) as Pick<IDBObjectStore, 'add' | 'put'>
  const { add, put } = writes
  const unlessFailing = (write: typeof put): typeof put =>
    function orFail(this: IDBObjectStore, ...given) {
      if (this.name === to) throw error
      return write.apply(this, given)
    }
  Object.assign(writes, { add: unlessFailing(add), put: unlessFailing(put) })
  return () => Object.assign(writes, { add, put })
}

export async function withCatalogue(device: FakeDevice): Promise<FakeDevice> {
  const { facilityId } = contractPlace
  await device.store.storeAreas({
    personId: fakeId('ana'),
    facilities: [{ facilityId, name: 'Main Street', timeZone: 'America/Chicago', catalogueVersion: 7 }],
    areas: [],
  })
  await device.store.storeCatalogueBatch(facilityId, contractBatch())
  return device
}

/** The contract's catalogue as a server would send it, in one page. */
export function contractBatch(): CatalogueBatch {
  const bySku = new Map<string, CatalogueBatch['products'][number]>()
  for (const [code, choices] of Object.entries(contractCatalogue)) {
    for (const { product, packUnits } of choices) {
      const known = bySku.get(product.sku)
      const codes: [string, number][] = [...(known?.codes ?? []), [code, packUnits]]
      bySku.set(product.sku, { ...product, category: 'drinks', active: true, codes })
    }
  }
  const products = [...bySku.values()]
  return { version: 7, total: products.length, next: null, products }
}
