import { foldEvents, fakeId, type ScanEvent, type SessionId } from '@cyclecount/domain'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RETENTION_MS } from './retention.ts'
import {
  acknowledge,
  cola,
  contractDevice,
  contractPlace,
  fakeStamp,
  foreign,
  otherDevice,
  placeIn,
  pulled,
  quantities,
  quantity,
  saved,
  scan,
  session,
  storeRunner,
  type StoreUnderTest,
  MANY_STORES_MS,
} from './store-fixture.ts'

const OTHER_CHAIN = 'ffffffffffffffff'

/** What every `LocalStore` promises of acknowledgements, of pulls and of what it forgets. */
export function localStoreSyncContract(name: string, create: () => Promise<StoreUnderTest>): void {
  const { withStore, withSession } = storeRunner(create)

  describe(`a local store and its server (${name})`, () => {
    test('[LS8] knows what the server does not hold, and believes the server’s figure, lower ones too', () =>
      withSession(async (store) => {
        for (let at = 0; at < 4; at += 1) await saved(store, scan('COLA'))
        const log = await store.read(session, 1, 10)
        expect(await store.waiting()).toEqual([
          { sessionId: session, acked: 0, last: 5, from: placeIn(log, 0), resendThrough: 0, undecided: 0 },
        ])
        await acknowledge(store, 4)
        expect(await store.waiting()).toMatchObject([{ acked: 4, last: 5, from: placeIn(log, 4) }])
        expect(await store.read(session, 5, 10)).toMatchObject([{ deviceSeq: 5, kind: 'scan' }])
        await acknowledge(store, 2)
        expect(await store.waiting()).toMatchObject([{ acked: 2, last: 5, from: placeIn(log, 2) }])
        expect(await store.settled()).toEqual([])
        await acknowledge(store, 5)
        expect(await store.waiting()).toEqual([])
        expect(await store.settled()).toMatchObject([{ sessionId: session, acked: 5, from: placeIn(log, 5) }])
        expect(await store.log(session)).toHaveLength(5)
      }))

    test('[AK2] a server that claims more than was captured is believed no further than the newest scan', () =>
      withSession(async (store) => {
        await acknowledge(store, 99)
        await acknowledge(store, 99)
        expect(await store.waiting()).toEqual([])
        await saved(store, scan('COLA'))
        expect(await store.waiting()).toMatchObject([{ acked: 1, last: 2 }])
      }))

    test('[AK4] another incarnation takes back every acknowledgement', () =>
      withSession(async (store) => {
        const second = fakeId<SessionId>('second')
        await saved(store, { kind: 'start', ...contractPlace }, second)
        await acknowledge(store, 1)
        await acknowledge(store, 1, { sessionId: second })
        expect(await store.waiting()).toEqual([])
        await acknowledge(store, 0, { incarnation: 'two' })
        expect((await store.waiting()).map((waiting) => waiting.acked)).toEqual([0, 0])
      }))

    test('[CH2] a server with another chain is sent everything once more, and believed when it agrees', () =>
      withSession(async (store) => {
        for (let at = 0; at < 4; at += 1) await saved(store, scan('COLA'))
        await acknowledge(store, 5, { chain: OTHER_CHAIN })
        expect(await store.waiting()).toMatchObject([{ acked: 0, last: 5, resendThrough: 5 }])
        await acknowledge(store, 5, { chain: OTHER_CHAIN, sentThrough: 2 })
        expect(await store.waiting()).toMatchObject([{ acked: 2, last: 5, resendThrough: 5 }])
        await acknowledge(store, 5)
        expect(await store.waiting()).toEqual([])
        expect(await store.forked()).toEqual([])
      }))

    test('[CH3] a server that differs still is told apart, is sent what comes next, and may agree again', () =>
      withSession(async (store) => {
        await saved(store, scan('COLA'))
        await acknowledge(store, 2, { chain: OTHER_CHAIN })
        await acknowledge(store, 2, { chain: OTHER_CHAIN })
        expect(await store.forked()).toEqual([session])
        expect(await store.waiting()).toEqual([])
        await saved(store, scan('COLA'))
        expect(await store.waiting()).toMatchObject([{ acked: 2, last: 3, resendThrough: 0 }])
        await acknowledge(store, 3, { chain: OTHER_CHAIN })
        expect(await store.forked()).toEqual([session])
        await acknowledge(store, 3)
        expect(await store.forked()).toEqual([])
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
        expect(await store.waiting()).toMatchObject([{ sessionId: session, acked: 0, last: 1 }])
        expect(quantities(await store.items(session))).toEqual({ cola: 2000 })
      }))

    test('[CH5] a pull of everything replaces what was pulled before, never what was captured here', () =>
      withSession(async (store) => {
        await saved(store, scan('TEA'))
        await store.adopt(pulled(foreign([1, 2, 3])))
        expect(await store.pulledTo(session)).toEqual({ seq: 3, chain: pulled(foreign([1, 2, 3])).chain })
        await store.adopt(pulled(foreign([1])))
        expect(quantities(await store.items(session))).toEqual({ cola: 1000, tea: 1000 })
        expect(await store.waiting()).toMatchObject([{ acked: 0, last: 2 }])
        await store.adopt(pulled(foreign([2]), 1))
        expect(quantities(await store.items(session))).toEqual({ cola: 2000, tea: 1000 })
      }))

    test('[RS2] a pull that another pull has overtaken changes nothing', () =>
      withSession(async (store) => {
        await store.adopt(pulled(foreign([1])))
        const next = pulled(foreign([2, 3]), 1)
        await store.adopt(next)
        const late = pulled(foreign([2]), 1)
        await store.adopt(late)
        expect(quantities(await store.items(session))).toEqual({ cola: 3000 })
        expect(await store.pulledTo(session)).toMatchObject({ seq: 3 })
      }))

    test(
      '[RS3] however captures and pulls alternate, the lines are the fold of both logs together',
      { timeout: MANY_STORES_MS },
      async () => {
        const steps = fc.array(fc.constantFrom('COLA', 'TEA', 'MYSTERY', 'set', 'undo', 'pull'), {
          maxLength: 12,
        })
        await fc.assert(
          fc.asyncProperty(steps, (taken) =>
            withSession(async (store) => {
              const theirs: ScanEvent[] = []
              for (const step of taken) {
                const held = theirs.length
                if (step === 'pull') {
                  theirs.push(...foreign([held + 1, held + 2]))
                  await store.adopt(pulled(theirs.slice(held), held))
                } else if (step === 'set') await saved(store, quantity('set', cola, 5000))
                else if (step === 'undo') {
                  const target = (await store.log(session)).at(-1)
                  if (target) await saved(store, { kind: 'void', target: target.scanId })
                } else await saved(store, scan(step))
              }
              const log = await store.log(session)
              expect(log.filter((event) => event.deviceId === otherDevice)).toHaveLength(theirs.length)
              const items = (await store.items(session)).map((item) => [item.key, item] as const)
              expect(new Map(items)).toEqual(foldEvents(log).items)
            }),
          ),
          { numRuns: 40 },
        )
      },
    )

    test('[RT1] the retention begins when a final session is acknowledged in whole, and anew when that changes', () =>
      withSession(async (store) => {
        await saved(store, { kind: 'submit' })
        await acknowledge(store, 2, { state: 'submitting', at: 1000 })
        await store.prune(1000 + 2 * RETENTION_MS)
        await acknowledge(store, 2, {
          state: 'submitted',
          at: 5000 - RETENTION_MS,
          clockOffsetMs: RETENTION_MS,
        })
        await acknowledge(store, 2, { state: 'submitted', at: 9000 })
        await store.prune(4999 + RETENTION_MS)
        expect(await store.log(session)).toHaveLength(2)
        await acknowledge(store, 2, { state: 'paused', at: 9500 })
        await acknowledge(store, 2, { state: 'submitted', at: 9900 })
        await store.prune(9899 + RETENTION_MS)
        expect(await store.log(session)).toHaveLength(2)
        await store.prune(9900 + RETENTION_MS)
        expect(await store.log(session)).toEqual([])
        expect(await store.settled()).toEqual([])
      }))

    test('[RT2] nothing is forgotten that the server lacks or disputes, however old it is', () =>
      withSession(async (store) => {
        await acknowledge(store, 1, { state: 'submitted' })
        await saved(store, scan('COLA'))
        await store.prune(9 * RETENTION_MS)
        expect(await store.log(session)).toHaveLength(2)
        await acknowledge(store, 2, { state: 'submitted', chain: OTHER_CHAIN })
        await acknowledge(store, 2, { state: 'submitted', chain: OTHER_CHAIN })
        await store.prune(9 * RETENTION_MS)
        expect(await store.log(session)).toHaveLength(2)
      }))

    test('[RT3] a forgotten session that was given back is pulled, and goes on after its old numbers', () =>
      withSession(async (store) => {
        await saved(store, scan('COLA'))
        const log = await store.log(session)
        await acknowledge(store, 2, { state: 'submitted' })
        await store.prune(9 * RETENTION_MS)
        await store.adopt(pulled(log))
        expect(quantities(await store.items(session))).toEqual({ cola: 1000 })
        const { event } = await saved(store, scan('COLA'))
        expect(event.deviceSeq).toBe(3)
        expect(await store.waiting()).toMatchObject([{ acked: 2, last: 3, from: placeIn(log, 2) }])
        expect(await store.read(session, 1, 10)).toEqual([])
        expect(await store.read(session, 3, 10)).toMatchObject([{ deviceSeq: 3 }])
        expect(quantities(await store.items(session))).toEqual({ cola: 2000 })
        const moment = { incarnation: 'another', clockOffsetMs: 0, at: 1 }
        await store.acknowledge([], moment)
        expect(await store.waiting()).toMatchObject([{ acked: 2, last: 3, from: placeIn(log, 2) }])
      }))

    test('says in words why a scan for no session was not kept', () =>
      withStore(async (store) => {
        const outcome = await store.capture(session, scan('COLA'), fakeStamp())
        expect(outcome).toMatchObject({ kind: 'failed', problem: { kind: 'no-session', retryable: false } })
      }))
  })
}
