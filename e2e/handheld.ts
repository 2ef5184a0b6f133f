import { parseCode } from '@cyclecount/barcode'
import { routes, type CataloguePage } from '@cyclecount/contract'
import {
  uuidV7,
  type FacilityId,
  type Id,
  type LocationId,
  type ScanEvent,
  type SessionId,
} from '@cyclecount/domain'
import { drain, type CaptureRequest, type CodeChoice, type LookUp, type SessionPlace } from '@cyclecount/sync'
import { createMemoryStore } from '@cyclecount/sync/memory-store'
import { badNetwork, type BadNetwork } from './bad-network.ts'
import type { SignedIn } from './signed-in.ts'

export type Product = CataloguePage['products'][number]

const APP = 'e2e'

/** A device without a screen: the real capture and sync of the store app over a memory that keeps its rules, on a bad network. */
export interface Handheld {
  readonly network: BadNetwork
  /** By SKU, as the device knows it without a network. */
  readonly products: ReadonlyMap<string, Product>
  readonly start: (place: SessionPlace) => Promise<SessionId>
  /** Captures what a scanner sent; answers what the device made of it. */
  readonly scan: (sessionId: SessionId, code: string, locationId: LocationId) => Promise<LookUp>
  readonly capture: (sessionId: SessionId, request: CaptureRequest) => Promise<ScanEvent>
  /** Sends until the server has acknowledged all of it, whatever the network does meanwhile. */
  readonly send: () => Promise<void>
  /** Sends as far as it comes; whether everything is acknowledged. */
  readonly sendOnce: () => Promise<boolean>
  /** How far the server has acknowledged each session. */
  readonly acknowledged: () => Promise<ReadonlyMap<SessionId, number>>
  /** Everything that was saved on the device, session by session. */
  readonly saved: () => Promise<ReadonlyMap<SessionId, readonly ScanEvent[]>>
}

/** Enrols a device for somebody and takes the facility's catalogue onto it. */
export async function enrolHandheld(
  origin: string,
  { call, personId }: SignedIn,
  facilityId: FacilityId,
): Promise<Handheld> {
  const deviceId = newId<Parameters<typeof createMemoryStore>[0]['deviceId']>()
  const { deviceToken } = await call(routes.enrolDevice, {
    body: { deviceId, label: 'Handheld', appVersion: APP },
  })
  const products = await wholeCatalogue(call, facilityId)
  const codes = codesOf(products)
  const store = createMemoryStore({ deviceId, token: deviceToken, codes })
  const network = badNetwork(origin)
  const sessions: SessionId[] = []
  const newest = new Map<SessionId, number>()

  async function sendOnce(): Promise<boolean> {
    const outcome = await drain(
      {
        store,
        transport: network,
        clock: { now: () => Date.now() },
        lock: { hold: (_name, _mode, work) => work() },
        random: () => 0.5,
        newBatchId: () => newId(),
        appVersion: APP,
      },
      { lock: 'wait', cause: 'poke' },
    )
    if (outcome.kind === 'blocked') throw new Error(`the device may not send: ${outcome.reason}`)
    return outcome.kind === 'drained'
  }
  const capture: Handheld['capture'] = async (sessionId, request) => (await kept(sessionId, request)).event
  async function kept(sessionId: SessionId, request: CaptureRequest) {
    const stamp = {
      scanId: newId<ScanEvent['scanId']>(),
      userId: personId,
      capturedAt: Date.now(),
      clockOffsetMs: 0,
      appVersion: APP,
    }
    const outcome = await store.capture(sessionId, request, stamp)
    if (outcome.kind === 'failed') throw new Error(outcome.problem.message)
    newest.set(sessionId, outcome.captured.event.deviceSeq)
    return outcome.captured
  }

  return {
    network,
    products: new Map(products.map((product) => [product.sku, product])),
    start: async (place) => {
      const sessionId = newId<SessionId>()
      sessions.push(sessionId)
      await capture(sessionId, { kind: 'start', ...place })
      return sessionId
    },
    scan: async (sessionId, code, locationId) => {
      const none = { lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
      const codeKey = parseCode(code).key
      const { lookUp } = await kept(sessionId, { kind: 'scan', code, codeKey, ...none, locationId })
      if (lookUp === null) throw new Error('a scan was not looked up')
      return lookUp
    },
    capture,
    send: async () => {
      for (let tries = 0; tries < 50; tries += 1) if (await sendOnce()) return
      throw new Error('the device never got everything to the server')
    },
    sendOnce,
    acknowledged: async () => {
      const waiting = new Map((await store.waiting()).map(({ sessionId, acked }) => [sessionId, acked]))
      return new Map([...newest].map(([id, deviceSeq]) => [id, waiting.get(id) ?? deviceSeq]))
    },
    saved: async () =>
      new Map(await Promise.all(sessions.map(async (id) => [id, await store.log(id)] as const))),
  }
}

async function wholeCatalogue(call: SignedIn['call'], facilityId: FacilityId): Promise<readonly Product[]> {
  const products: Product[] = []
  let cursor: string | undefined
  do {
    const page = await call(routes.catalogue, { params: { facilityId }, query: { cursor } })
    products.push(...page.products)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return products
}

function codesOf(products: readonly Product[]): Readonly<Record<string, readonly CodeChoice[]>> {
  const choices = products.flatMap(({ codes, ...product }) =>
    codes.map(([code, packUnits]) => ({ code, choice: { product, packUnits } })),
  )
  const byCode = Map.groupBy(choices, ({ code }) => code)
  return Object.fromEntries([...byCode].map(([code, rows]) => [code, rows.map(({ choice }) => choice)]))
}

function newId<T extends Id<string>>(): T {
  return uuidV7<T>(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
}
