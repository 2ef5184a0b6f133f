import {
  chainStep,
  chainText,
  fakeId,
  foldEvents,
  meaningsOf,
  plainStock,
  uuidV7,
  type CountItem,
  type DeviceId,
  type PersonId,
  type ProductId,
  type ScanEvent,
  type ScanId,
  type SessionId,
  type SessionState,
} from '@cyclecount/domain'
import { LOG_BEGINS, type LogPlace } from './agreement.ts'
import type { CaptureRequest, CaptureStamp, CodeChoice, KnownProduct } from './capture.ts'
import type { Captured, LocalStore, PulledSession, SessionSnapshot } from './ports.ts'
import { withoutVoided } from './voided.ts'

/** Time for a test that opens dozens of stores: a machine that is busy is slow, not wrong. */
export const MANY_STORES_MS = 120_000

export interface StoreUnderTest {
  readonly store: LocalStore
  readonly dispose: () => Promise<void>
}

/** Runs a test on a store of its own; `withSession`: on one with a session that was started. */
export function storeRunner(create: () => Promise<StoreUnderTest>) {
  async function withStore<T>(work: (store: LocalStore) => Promise<T>): Promise<T> {
    const { store, dispose } = await create()
    try {
      return await work(store)
    } finally {
      await dispose()
    }
  }

  async function withSession<T>(work: (store: LocalStore) => Promise<T>): Promise<T> {
    return withStore(async (store) => {
      await saved(store, { kind: 'start', ...contractPlace })
      return work(store)
    })
  }

  return { withStore, withSession }
}

export const cola = product('cola')
export const tea = product('tea', 'kg')
/** What the device under test must know of the contract's facility: codes to products. `SHARED` means two. */
export const contractCatalogue: Readonly<Record<string, readonly CodeChoice[]>> = {
  COLA: [{ product: cola, packUnits: 1 }],
  CASE: [{ product: cola, packUnits: 12 }],
  TEA: [{ product: tea, packUnits: 1 }],
  SHARED: [
    { product: cola, packUnits: 1 },
    { product: tea, packUnits: 6 },
  ],
}

export const contractDevice = fakeId<DeviceId>('this device')
export const otherDevice = fakeId<DeviceId>('other device')
export const ana = fakeId<PersonId>('ana')
export const session = fakeId<SessionId>('session')
export const contractPlace = {
  assignmentId: fakeId<PulledSession['assignmentId']>('assignment'),
  runId: fakeId<PulledSession['runId']>('run'),
  facilityId: fakeId<PulledSession['facilityId']>('facility'),
  areaId: fakeId<PulledSession['areaId']>('area'),
}

let stamps = 0
/** A stamp later than every one before it. */
export function fakeStamp(): CaptureStamp {
  stamps += 1
  const capturedAt = 1_790_000_000_000 + stamps
  const random = new Uint8Array(10)
  return {
    scanId: uuidV7<ScanId>(capturedAt, random),
    userId: ana,
    capturedAt,
    clockOffsetMs: 0,
    appVersion: 'test',
  }
}

function product(sku: string, unit = 'each'): KnownProduct {
  return {
    productId: fakeId<ProductId>(sku),
    sku,
    title: sku,
    unit,
    decimals: false,
    tracking: 'none',
  }
}

export function scan(code: string): CaptureRequest {
  const none = {
    lot: null,
    serial: null,
    expiry: null,
    statedMilli: null,
    weightMilli: null,
    locationId: null,
  }
  return { kind: 'scan', code, codeKey: code, ...none }
}

export function match(codeKey: string, { productId, unit }: KnownProduct, packUnits: number): CaptureRequest {
  return { kind: 'match', codeKey, productId, packUnits, unit }
}

export function quantity(
  kind: 'hand' | 'set',
  of: KnownProduct | string,
  quantityMilli: number,
): CaptureRequest {
  const named =
    typeof of === 'string'
      ? { productId: null, code: of, codeKey: of }
      : { productId: of.productId, code: null, codeKey: null }
  const unit = typeof of === 'string' ? plainStock.unit : of.unit
  const line = { ...plainStock, ...named, unit, locationId: null, expiry: null }
  return { kind, line, packUnits: 1, quantityMilli }
}

export async function saved(
  store: LocalStore,
  request: CaptureRequest,
  id: SessionId = session,
): Promise<Captured> {
  const outcome = await store.capture(id, request, fakeStamp())
  if (outcome.kind === 'failed') throw new Error(outcome.problem.message)
  return outcome.captured
}

export interface FakeAck {
  readonly sessionId?: SessionId
  readonly incarnation?: string
  /** What the server holds where it is not what this device captured. */
  readonly chain?: string
  readonly state?: SessionState
  readonly at?: number
  readonly clockOffsetMs?: number
  readonly undecided?: number
  /** How far the batch went that is answered; the whole log where nothing is said. */
  readonly sentThrough?: number
}

/** As a drain does it after a server said how far it holds what this device captured. */
export async function acknowledge(store: LocalStore, ackedThrough: number, ack: FakeAck = {}): Promise<void> {
  const { sessionId = session, incarnation = 'one', state = 'counting', at = 1, clockOffsetMs = 0 } = ack
  const log: readonly unknown[] = await store.read(sessionId, 1, 1000)
  const own = placeIn(log, ackedThrough)
  const compared = {
    sessionId,
    ackedThrough,
    chain: ack.chain ?? own.chain,
    own,
    sent: placeIn(log, ack.sentThrough ?? log.length),
    state,
    undecided: ack.undecided ?? 0,
  }
  await store.acknowledge([compared], { incarnation, clockOffsetMs, at })
}

export function placeIn(log: readonly unknown[], through: number): LogPlace {
  const records = log.slice(0, through)
  return { seq: records.length, chain: records.map(chainText).reduce(chainStep, LOG_BEGINS.chain) }
}

export function foreign(seqs: readonly number[]): readonly ScanEvent[] {
  return seqs.map((deviceSeq) => ({
    ...fakeStamp(),
    ...plainStock,
    kind: 'scan',
    sessionId: session,
    deviceId: otherDevice,
    deviceSeq,
    code: 'COLA',
    codeKey: 'COLA',
    productId: cola.productId,
    packUnits: 1,
    quantityMilli: 1000,
    locationId: null,
    expiry: null,
  }))
}

/** As another device would have captured them, from its first sequence on. */
export function foreignLog(steps: readonly ForeignStep[]): readonly ScanEvent[] {
  const log: ScanEvent[] = []
  for (const step of steps) {
    const deviceSeq = log.length + 1
    const header = { ...fakeStamp(), sessionId: session, deviceId: otherDevice, deviceSeq }
    const line = { ...plainStock, packUnits: 1, quantityMilli: 1000, locationId: null, expiry: null }
    const [first] = log
    if (step === 'COLA' || step === 'SHARED' || step === 'MYSTERY') {
      const productId = step === 'COLA' ? cola.productId : null
      log.push({ ...header, ...line, kind: 'scan', code: step, codeKey: step, productId })
    } else if (step === 'set') {
      const replaces = { [otherDevice]: deviceSeq - 1 }
      const named = { code: null, codeKey: null, productId: cola.productId }
      log.push({ ...header, ...line, ...named, kind: 'set', quantityMilli: 3000, replaces })
    } else if (step === 'match') {
      const { productId, unit } = tea
      log.push({ ...header, kind: 'match', codeKey: 'MYSTERY', productId, packUnits: 6, unit })
    } else if (first) log.push({ ...header, kind: 'void', target: first.scanId })
  }
  return log
}
export type ForeignStep = 'COLA' | 'SHARED' | 'MYSTERY' | 'set' | 'match' | 'undo'

/** All of a session's log as a server holds it, or what comes after a place of it. */
export function pulled(events: readonly ScanEvent[], after = 0): PulledSession {
  return {
    sessionId: session,
    ...contractPlace,
    userId: ana,
    state: 'counting',
    after,
    cursor: after + events.length,
    chain: `${after + events.length}`.padStart(16, '0'),
    events,
  }
}

/** What a server says a log comes to. */
export function snapshotOf(events: readonly ScanEvent[]): SessionSnapshot {
  const live = withoutVoided(events)
  const seen: Record<string, number> = {}
  for (const { deviceId, deviceSeq } of events) seen[deviceId] = Math.max(seen[deviceId] ?? 0, deviceSeq)
  const { cursor, chain, ...header } = pulled(events)
  return {
    ...header,
    startedAt: 1,
    cursor,
    chain,
    seen,
    items: [...foldEvents(events).items.values()],
    meanings: meaningsOf(live),
    events: live.filter(({ kind }) => kind === 'confirm-empty'),
  }
}

export function quantities(items: readonly CountItem[]): Readonly<Record<string, number>> {
  const names = new Map([cola, tea].map((known) => [known.productId, known.sku]))
  const named: Record<string, number> = {}
  for (const { productId, codeKey, quantityMilli } of items)
    named[(productId === null ? codeKey : names.get(productId)) ?? ''] = quantityMilli
  return named
}
