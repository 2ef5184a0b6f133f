import type {
  CountItem,
  DeviceId,
  PersonId,
  ProductId,
  ScanEvent,
  ScanId,
  SessionId,
} from '@cyclecount/domain'
import { NO_CHAIN, fakeId, foldEvents, plainStock, uuidV7 } from '@cyclecount/domain'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureRequest, CaptureStamp, CodeChoice, KnownProduct } from './capture.ts'
import type { Captured, LocalStore, PulledSession } from './ports.ts'

export interface StoreUnderTest {
  readonly store: LocalStore
  readonly dispose: () => Promise<void>
}

const cola = product('cola')
const tea = product('tea', 'kg')
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
const otherDevice = fakeId<DeviceId>('other device')
const ana = fakeId<PersonId>('ana')
const session = fakeId<SessionId>('session')
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

/** What every `LocalStore` promises, whatever it keeps its rows in. Rules LS1 to LS9. */
export function localStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
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

  describe(`a local store (${name})`, () => {
    test('[LS1] numbers events 1, 2, 3 without gaps, also when many are captured at once', () =>
      withSession(async (store) => {
        const captured = await Promise.all(Array.from({ length: 25 }, () => saved(store, scan('COLA'))))
        expect(captured.map(({ event }) => event.deviceSeq).toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 25 }, (_, at) => at + 2),
        )
        expect(
          captured
            .map(({ counters }) => counters.scans)
            .toSorted((a, b) => a - b)
            .at(-1),
        ).toBe(25)
      }))

    test('[LS2] EXEC-2 holds event and line before it answers', () =>
      withSession(async (store) => {
        const { event, changes, lookUp } = await saved(store, scan('CASE'))
        expect(lookUp).toMatchObject({ kind: 'known', choice: { packUnits: 12, product: { sku: 'cola' } } })
        expect(await store.log(session)).toContainEqual(event)
        expect(quantities(await store.items(session))).toEqual({ cola: 12_000 })
        expect(changes.map(({ item }) => item?.quantityMilli)).toEqual([12_000])
      }))

    test('[LS3] keeps a code it does not know, and applies what a match says of it later', () =>
      withSession(async (store) => {
        const { lookUp } = await saved(store, scan('MYSTERY'))
        await saved(store, scan('MYSTERY'))
        expect(lookUp).toEqual({ kind: 'unknown' })
        expect(quantities(await store.items(session))).toEqual({ MYSTERY: 2000 })
        const { changes } = await saved(store, match('MYSTERY', tea, 6))
        expect(changes.map(({ item }) => item?.quantityMilli ?? null)).toEqual([null, 12_000])
        await saved(store, scan('MYSTERY'))
        const items = await store.items(session)
        expect(quantities(items)).toEqual({ tea: 18_000 })
        expect(items.map(({ unit }) => unit)).toEqual(['kg'])
      }))

    test('[PR3] a second match moves the lines on, and taken back, they return', () =>
      withSession(async (store) => {
        await saved(store, scan('COLA'))
        await saved(store, scan('MYSTERY'))
        await saved(store, match('MYSTERY', tea, 6))
        const second = await saved(store, match('MYSTERY', cola, 1))
        expect(quantities(await store.items(session))).toEqual({ cola: 2000 })
        await saved(store, { kind: 'void', target: second.event.scanId })
        expect(quantities(await store.items(session))).toEqual({ cola: 1000, tea: 6000 })
      }))

    test('[LS4] remembers for the session which of several products a shared code means', () =>
      withSession(async (store) => {
        const { lookUp } = await saved(store, scan('SHARED'))
        expect(lookUp).toMatchObject({
          kind: 'ambiguous',
          choices: [{ product: { sku: 'cola' } }, { product: { sku: 'tea' } }],
        })
        await saved(store, match('SHARED', cola, 1))
        const again = await saved(store, scan('SHARED'))
        expect(again.lookUp).toMatchObject({ kind: 'matched', choice: { product: { sku: 'cola' } } })
        expect(quantities(await store.items(session))).toEqual({ cola: 2000 })
      }))

    test('[LS5] EXEC-4 takes an event back by a further event', () =>
      withSession(async (store) => {
        await saved(store, scan('COLA'))
        const { event } = await saved(store, scan('COLA'))
        await saved(store, { kind: 'void', target: event.scanId })
        expect(quantities(await store.items(session))).toEqual({ cola: 1000 })
        expect(await store.log(session)).toHaveLength(4)
      }))

    test('[LS6] a set replaces what was seen before it, and names it', () =>
      withSession(async (store) => {
        await saved(store, scan('COLA'))
        await saved(store, scan('COLA'))
        const { event } = await saved(store, quantity('set', cola, 40_000))
        expect(event).toMatchObject({ replaces: { [contractDevice]: 3 } })
        await saved(store, scan('COLA'))
        expect(quantities(await store.items(session))).toEqual({ cola: 41_000 })
      }))

    test('[LS7] [PR2] [PR3] whatever is captured, the lines are the fold of the log', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyRequest, { maxLength: 14 }), (steps) =>
          withSession(async (store) => {
            for (const step of steps) await saved(store, step(await store.log(session)))
            const { items } = foldEvents(await store.log(session))
            expect(byKey(await store.items(session))).toEqual(byKey([...items.values()]))
          }),
        ),
        { numRuns: 60 },
      )
    })

    test('[LS8] knows what the server does not hold, and believes the server’s figure, lower ones too', () =>
      withSession(async (store) => {
        for (let at = 0; at < 4; at += 1) await saved(store, scan('COLA'))
        expect(await store.waiting()).toEqual([{ sessionId: session, acked: 0, last: 5 }])
        await acknowledge(store, 4)
        expect(await store.waiting()).toEqual([{ sessionId: session, acked: 4, last: 5 }])
        const [waiting] = await store.read(session, 5, 10)
        expect(waiting).toMatchObject({ deviceSeq: 5, kind: 'scan' })
        await acknowledge(store, 2)
        expect(await store.waiting()).toEqual([{ sessionId: session, acked: 2, last: 5 }])
        await acknowledge(store, 5)
        expect(await store.waiting()).toEqual([])
        expect(await store.log(session)).toHaveLength(5)
      }))

    test('[AK4] another incarnation takes back every acknowledgement', () =>
      withSession(async (store) => {
        const second = fakeId<SessionId>('second')
        await saved(store, { kind: 'start', ...contractPlace }, second)
        await acknowledge(store, 1, 'one')
        await acknowledge(store, 1, 'one', second)
        expect(await store.waiting()).toEqual([])
        await acknowledge(store, 0, 'two')
        expect((await store.waiting()).map((waiting) => waiting.acked)).toEqual([0, 0])
      }))

    test('[LS9] [RS1] [RS2] [PR4] EXEC-7 takes over a session from the server and loses nothing of its own', () =>
      withSession(async (store) => {
        await saved(store, scan('COLA'))
        const ours = (await saved(store, scan('TEA'))).event
        const theirs = foreign([1, 2, 3])
        await store.adopt(pulled([...theirs, ours]))
        await store.adopt(pulled([...theirs, ours]))
        expect(quantities(await store.items(session))).toEqual({ cola: 4000, tea: 1000 })
        expect(await store.log(session)).toHaveLength(6)
        expect((await store.waiting())[0]).toMatchObject({ acked: 0, last: 3 })
        const { event } = await saved(store, quantity('set', cola, 9000))
        expect(event).toMatchObject({ replaces: { [contractDevice]: 3, [otherDevice]: 3 } })
        const undone = theirs[0]
        if (undone) await saved(store, { kind: 'void', target: undone.scanId })
        expect(quantities(await store.items(session))).toEqual({ cola: 9000, tea: 1000 })
      }))

    test('[LS9] a session that another device began is continued under this device’s own numbers', () =>
      withStore(async (store) => {
        await store.adopt(pulled(foreign([1, 2])))
        const { event } = await saved(store, { kind: 'resume' })
        expect(event.deviceSeq).toBe(1)
        expect(await store.waiting()).toEqual([{ sessionId: session, acked: 0, last: 1 }])
        expect(quantities(await store.items(session))).toEqual({ cola: 2000 })
      }))

    test('says in words why a scan for no session was not kept', () =>
      withStore(async (store) => {
        const outcome = await store.capture(session, scan('COLA'), fakeStamp())
        expect(outcome).toMatchObject({ kind: 'failed', problem: { kind: 'no-session', retryable: false } })
      }))

    test('remembers how sending went', () =>
      withStore(async (store) => {
        expect(await store.connection()).toEqual({ kind: 'idle' })
        const waiting = { kind: 'backing-off', failures: 2, until: 77 } as const
        await store.noteConnection(waiting, { kind: 'no-answer', message: 'Nobody there.', at: 5 })
        expect(await store.connection()).toEqual(waiting)
      }))
  })
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

function scan(code: string): CaptureRequest {
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

function match(codeKey: string, { productId, unit }: KnownProduct, packUnits: number): CaptureRequest {
  return { kind: 'match', codeKey, productId, packUnits, unit }
}

function quantity(kind: 'hand' | 'set', of: KnownProduct | string, quantityMilli: number): CaptureRequest {
  const named =
    typeof of === 'string'
      ? { productId: null, code: of, codeKey: of }
      : { productId: of.productId, code: null, codeKey: null }
  const unit = typeof of === 'string' ? plainStock.unit : of.unit
  const line = { ...plainStock, ...named, unit, locationId: null, expiry: null }
  return { kind, line, packUnits: 1, quantityMilli }
}

const anyRequest = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('COLA', 'CASE', 'SHARED', 'MYSTERY', 'RIDDLE').map(always(scan)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('hand', 'set'),
        fc.constantFrom(cola, tea, 'MYSTERY'),
        fc.integer({ min: 0, max: 9 }),
      )
      .map(([kind, of, units]) => always(() => quantity(kind, of, units * 1000))(null)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('SHARED', 'MYSTERY', 'RIDDLE'),
        fc.constantFrom(cola, tea),
        fc.constantFrom(1, 6),
      )
      .map(([code, of, pack]) => always(() => match(code, of, pack))(null)),
  },
  {
    weight: 3,
    arbitrary: fc.nat({ max: 30 }).map((at) => (log: readonly ScanEvent[]): CaptureRequest => {
      const target = log[at % Math.max(1, log.length)]
      return target ? { kind: 'void', target: target.scanId } : scan('COLA')
    }),
  },
)

/** A step that does not look at the log. */
function always<T>(
  make: (value: T) => CaptureRequest,
): (value: T) => (log: readonly ScanEvent[]) => CaptureRequest {
  return (value) => () => make(value)
}

async function saved(store: LocalStore, request: CaptureRequest, id: SessionId = session): Promise<Captured> {
  const outcome = await store.capture(id, request, fakeStamp())
  if (outcome.kind === 'failed') throw new Error(outcome.problem.message)
  return outcome.captured
}

async function acknowledge(
  store: LocalStore,
  ackedThrough: number,
  incarnation = 'one',
  sessionId: SessionId = session,
): Promise<void> {
  const ack = { sessionId, ackedThrough, chain: NO_CHAIN, state: 'counting', setAside: [] } as const
  await store.acknowledge([ack], { incarnation, clockOffsetMs: 0, at: 1 })
}

function foreign(seqs: readonly number[]): readonly ScanEvent[] {
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

function pulled(events: readonly ScanEvent[]): PulledSession {
  return {
    sessionId: session,
    ...contractPlace,
    userId: ana,
    state: 'counting',
    cursor: events.length,
    events,
  }
}

function quantities(items: readonly CountItem[]): Readonly<Record<string, number>> {
  const names = new Map([cola, tea].map((known) => [known.productId, known.sku]))
  const named: Record<string, number> = {}
  for (const { productId, codeKey, quantityMilli } of items)
    named[(productId === null ? codeKey : names.get(productId)) ?? ''] = quantityMilli
  return named
}

function byKey(items: readonly CountItem[]): readonly CountItem[] {
  return items.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
