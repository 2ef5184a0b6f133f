import { parseCode } from '@cyclecount/barcode'
import { peopleRoutes, syncRoutes, type Call, type CataloguePage } from '@cyclecount/contract'
import { catalogueState, type CatalogueBatch, type DeviceStore } from '@cyclecount/device-db'
import type { FacilityId } from '@cyclecount/domain'
import type { Lock } from '@cyclecount/sync'

/** Brings this person's areas to the device, and then every catalogue they need, so that counting never asks the network. */
export async function refreshAreas(store: DeviceStore, call: Call, lock: Lock): Promise<void> {
  await noticeRestore(store, call)
  const received = await call(syncRoutes.myAreas, {})
  await store.storeAreas({
    personId: received.personId,
    facilities: received.facilities,
    areas: received.areas,
  })
  for (const { facilityId } of received.facilities) await fetchCatalogue(store, call, lock, facilityId)
}

/** A server whose data was restored may lack what it acknowledged: also a device that has nothing to send must learn of it. */
async function noticeRestore(store: DeviceStore, call: Call): Promise<void> {
  const [known, device] = await Promise.all([store.identity(), store.setting('device')])
  if (known.incarnation === null) return
  const { incarnation } = await call(peopleRoutes.me, {})
  if (incarnation === known.incarnation) return
  await store.acknowledge([], { incarnation, clockOffsetMs: device?.clockOffsetMs ?? 0, at: Date.now() })
}

/** Page by page, each stored before the next is asked for; an interruption costs one page. One tab fetches at a time. */
async function fetchCatalogue(
  store: DeviceStore,
  call: Call,
  lock: Lock,
  facilityId: FacilityId,
): Promise<void> {
  await lock.hold(`cyclecount-catalogue-${facilityId}`, 'wait', async () => {
    for (;;) {
      const facility = (await store.facilities()).find((row) => row.facilityId === facilityId)
      const ask = facility ? catalogueState(facility).ask : null
      if (!ask) return
      const page = await call(syncRoutes.catalogue, { params: { facilityId }, query: ask })
      await store.storeCatalogueBatch(facilityId, batchOf(page))
      // A server whose newest version is not the one it spoke of is asked again at the next refresh, not for ever.
      if (page.next === null) return
    }
  })
}

function batchOf({ version, total, next, products }: CataloguePage): CatalogueBatch {
  return {
    version,
    total,
    next,
    products: products.map((product) => ({
      ...product,
      // The look-up form is the barcode room's, here as in a scan.
      codes: product.codes.map(([code, packUnits]): [string, number] => [parseCode(code).key, packUnits]),
    })),
  }
}
