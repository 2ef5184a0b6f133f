import { foldEvents, type ScanEvent } from '@cyclecount/domain'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LOG_BEGINS } from './agreement.ts'
import type { CaptureRequest } from './capture.ts'
import type { LocalStore } from './ports.ts'
import {
  cola,
  contractDevice,
  fakeStamp,
  foreignLog,
  match,
  otherDevice,
  pulled,
  quantities,
  quantity,
  saved,
  scan,
  session,
  snapshotOf,
  storeRunner,
  tea,
  type ForeignStep,
  type StoreUnderTest,
  MANY_STORES_MS,
} from './store-fixture.ts'

/** What every `LocalStore` promises of a session that it begins with what the server says it comes to. */
export function localStoreResumeContract(name: string, create: () => Promise<StoreUnderTest>): void {
  const { withStore, withSession } = storeRunner(create)

  /** On a device that holds nothing of the session but its snapshot. */
  const resumed = (
    steps: readonly ForeignStep[],
    work: (store: LocalStore, log: readonly ScanEvent[]) => Promise<void>,
  ) =>
    withStore(async (store) => {
      const log = foreignLog(steps)
      expect(await store.adoptSnapshot(snapshotOf(log))).toBe(true)
      await work(store, log)
    })

  const refused = async (store: LocalStore, request: CaptureRequest) => {
    const outcome = await store.capture(session, request, fakeStamp())
    expect(outcome).toMatchObject({ kind: 'failed', problem: { kind: 'history', retryable: true } })
  }

  const keepAll = async (store: LocalStore, log: readonly ScanEvent[]) => {
    for (let at = 0; at < log.length; at += 2) {
      const from = { seq: at, chain: `chain ${at}` }
      const seq = Math.min(log.length, at + 2)
      await store.keepHistory(session, from, log.slice(at, seq), { seq, chain: `chain ${seq}` })
    }
  }

  const expectFold = async (store: LocalStore, whole: readonly ScanEvent[]) => {
    const items = (await store.items(session)).map((item) => [item.key, item] as const)
    expect(new Map(items)).toEqual(foldEvents(whole).items)
  }

  describe(`a local store that resumes (${name})`, () => {
    test('[RS5] EXEC-7 counts on at once over a snapshot, under its own numbers', () =>
      resumed(['COLA', 'MYSTERY', 'MYSTERY', 'match'], async (store, log) => {
        expect(quantities(await store.items(session))).toEqual({ cola: 1000, tea: 12_000 })
        const { event, lookUp, changes } = await saved(store, scan('MYSTERY'))
        expect(event.deviceSeq).toBe(1)
        expect(lookUp).toMatchObject({ kind: 'matched', choice: { product: { sku: 'tea' } } })
        expect(changes.map(({ item }) => item?.quantityMilli)).toEqual([18_000])
        const set = await saved(store, quantity('set', cola, 9000))
        expect(set.event).toMatchObject({ replaces: { [contractDevice]: 1, [otherDevice]: 4 } })
        expect(await store.lacking(session)).toEqual({ from: LOG_BEGINS, through: 4 })
        expect(await store.pulledTo(session)).toMatchObject({ seq: 4 })
        await expectFold(store, [...log, ...(await store.read(session, 1, 9))] as readonly ScanEvent[])
      }))

    test(
      '[RS5] whatever is captured over a snapshot, the lines are the fold of all of it, before and after its history came',
      { timeout: MANY_STORES_MS },
      async () => {
        const before = fc.array(
          fc.constantFrom<ForeignStep>('COLA', 'COLA', 'SHARED', 'MYSTERY', 'set', 'match', 'undo'),
          { maxLength: 8 },
        )
        await fc.assert(
          fc.asyncProperty(before, fc.array(anyStep, { maxLength: 10 }), fc.nat(10), (steps, captures, at) =>
            resumed(steps, async (store, log) => {
              for (const [index, step] of captures.entries()) {
                if (index === at) await keepAll(store, log)
                const own = (await store.read(session, 1, 99)) as readonly ScanEvent[]
                await store.capture(session, step([...log, ...own]), fakeStamp())
                const after = (await store.read(session, 1, 99)) as readonly ScanEvent[]
                await expectFold(store, [...log, ...after])
              }
            }),
          ),
          { numRuns: 80 },
        )
      },
    )

    test('[RS6] what was captured here since is taken back without the history', () =>
      resumed(['COLA'], async (store) => {
        const { event } = await saved(store, scan('COLA'))
        await saved(store, scan('RIDDLE'))
        const riddle = await saved(store, match('RIDDLE', tea, 1))
        await saved(store, { kind: 'void', target: event.scanId })
        expect(quantities(await store.items(session))).toEqual({ cola: 1000, tea: 1000 })
        await saved(store, { kind: 'void', target: riddle.event.scanId })
        expect(quantities(await store.items(session))).toEqual({ cola: 1000, RIDDLE: 1000 })
      }))

    test('[RS6] a correction of what is still on the server is refused until it is here, and nothing of it is kept', () =>
      resumed(['COLA', 'SHARED', 'MYSTERY', 'match'], async (store, log) => {
        const first = log[0]
        if (!first) return expect.fail('no log')
        await refused(store, { kind: 'void', target: first.scanId })
        await refused(store, match('SHARED', cola, 1))
        await refused(store, match('MYSTERY', cola, 1))
        expect(await store.read(session, 1, 9)).toEqual([])
        await keepAll(store, log)
        const { event } = await saved(store, { kind: 'void', target: first.scanId })
        expect(event.deviceSeq).toBe(1)
        await saved(store, match('SHARED', cola, 1))
        await saved(store, match('MYSTERY', cola, 1))
        expect(quantities(await store.items(session))).toEqual({ cola: 2000 })
      }))

    test('[RS7] the history comes in parts, goes on after the last one, and a part that comes twice changes nothing', () =>
      resumed(['COLA', 'COLA', 'MYSTERY'], async (store, log) => {
        const place = { seq: 2, chain: 'of the second' }
        await store.keepHistory(session, LOG_BEGINS, log.slice(0, 2), place)
        await store.keepHistory(session, LOG_BEGINS, log.slice(0, 2), place)
        expect(await store.lacking(session)).toEqual({ from: place, through: 3 })
        await store.keepHistory(session, place, log.slice(2), { seq: 3, chain: 'of the third' })
        expect(await store.lacking(session)).toBeNull()
        expect(await store.log(session)).toHaveLength(3)
        await expectFold(store, log)
      }))

    test('[RS7] what comes after the snapshot is pulled once its history is here, and a whole pull takes its place', () =>
      resumed(['COLA', 'COLA'], async (store, log) => {
        await saved(store, scan('TEA'))
        const more = foreignLog(['COLA', 'COLA', 'MYSTERY']).slice(2)
        await store.adopt(pulled(more, 2))
        expect(quantities(await store.items(session))).toEqual({ cola: 2000, tea: 1000 })
        await keepAll(store, log)
        await store.adopt(pulled(more, 2))
        expect(quantities(await store.items(session))).toEqual({ cola: 2000, tea: 1000, MYSTERY: 1000 })
      }))

    test('[RS7] a whole pull takes the place of a snapshot, and the own scans stay', () =>
      resumed(['COLA', 'COLA'], async (store, log) => {
        await saved(store, scan('TEA'))
        await store.adopt(pulled(log.slice(0, 1)))
        expect(await store.lacking(session)).toBeNull()
        expect(quantities(await store.items(session))).toEqual({ cola: 1000, tea: 1000 })
      }))

    test('[RS1] a device that holds something of the session takes no snapshot', () =>
      withSession(async (store) => {
        await saved(store, scan('TEA'))
        expect(await store.adoptSnapshot(snapshotOf(foreignLog(['COLA'])))).toBe(false)
        expect(quantities(await store.items(session))).toEqual({ tea: 1000 })
      }))
  })
}

const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('COLA', 'SHARED', 'MYSTERY', 'RIDDLE').map((code) => () => scan(code)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('hand', 'set'), fc.constantFrom(cola, tea, 'MYSTERY'), fc.nat(9)).map(
      ([kind, of, units]) =>
        () =>
          quantity(kind, of, units * 1000),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('SHARED', 'MYSTERY', 'RIDDLE'), fc.constantFrom(cola, tea)).map(
      ([code, of]) =>
        () =>
          match(code, of, 6),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat(30).map((at) => (log: readonly ScanEvent[]): CaptureRequest => {
      const target = log[at % Math.max(1, log.length)]
      return target ? { kind: 'void', target: target.scanId } : scan('COLA')
    }),
  },
)
