import { foldEvents, type CountItem, type ScanEvent } from '@cyclecount/domain'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaptureRequest } from './capture.ts'
import { localStoreResumeContract } from './local-store-resume.contract.ts'
import { localStoreSyncContract } from './local-store-sync.contract.ts'
import {
  cola,
  contractDevice,
  match,
  quantities,
  quantity,
  saved,
  scan,
  session,
  storeRunner,
  tea,
  type StoreUnderTest,
  MANY_STORES_MS,
} from './store-fixture.ts'

/** What every `LocalStore` promises, whatever it keeps its rows in. */
export function localStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  const { withStore, withSession } = storeRunner(create)

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

    test(
      '[LS7] [PR2] [PR3] whatever is captured, the lines are the fold of the log',
      { timeout: MANY_STORES_MS },
      async () => {
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
      },
    )

    test('remembers how sending went', () =>
      withStore(async (store) => {
        expect(await store.connection()).toEqual({ kind: 'idle' })
        const waiting = { kind: 'backing-off', failures: 2, since: 5, until: 77, notBefore: 5 } as const
        await store.noteConnection(waiting, { kind: 'no-answer', message: 'Nobody there.', at: 5 })
        expect(await store.connection()).toEqual(waiting)
      }))
  })

  localStoreSyncContract(name, create)
  localStoreResumeContract(name, create)
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

function byKey(items: readonly CountItem[]): readonly CountItem[] {
  return items.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
