import { ProblemError, problem, type Call, type ReplyOf, type Route } from '@cyclecount/contract'
import {
  chainStep,
  createSay,
  fakeId,
  foldEvents,
  NO_CHAIN,
  type DeviceId,
  type ScanEvent,
  type SessionId,
} from '@cyclecount/domain'
import { beforeEach, expect, test } from 'vitest'
import { beginWithSnapshot, fetchHistory } from './history.ts'
import { createMemoryStore } from './memory-store.ts'
import type { LocalStore } from './ports.ts'
import { pullSession } from './pull.ts'
import { foreignLog, snapshotOf } from './store-fixture.ts'

const session = fakeId<SessionId>('session')
let store: LocalStore
beforeEach(() => {
  store = createMemoryStore({ deviceId: fakeId<DeviceId>('phone') })
})

function over(call: Call) {
  return { store, call, pause: () => Promise.resolve() }
}

/** A server that holds a log, in pages; `fail` makes its next pages fail. */
function serverOf(log: readonly ScanEvent[], pageSize = 150) {
  let failing = 0
  let asked = 0
  const chainAt = (seq: number) =>
    log.slice(0, seq).reduce((chain, { scanId }) => chainStep(chain, scanId), NO_CHAIN)
  const { items, meanings, ...snapshot } = snapshotOf(log)
  const replies: Record<string, (query: { after: string; chain: string }) => unknown> = {
    snapshot: () => ({
      snapshot: {
        ...snapshot,
        chain: chainAt(log.length),
        lines: items.map(({ key: _, ...line }) => line),
        meanings: [...meanings].map(([codeKey, meaning]) => ({ ...meaning, codeKey })),
      },
    }),
    log: ({ after, chain }) => {
      const from = Number(after)
      asked += 1
      if (failing-- > 0) throw new TypeError('no route to host')
      if (chain !== chainAt(from)) return { refetch: true, incarnation: 'one' }
      const cursor = Math.min(log.length, from + pageSize)
      const more = cursor < log.length
      const events = log.slice(from, cursor)
      return { ...snapshot, refetch: false, incarnation: 'one', cursor, chain: chainAt(cursor), more, events }
    },
  }
  const call: Call = async <R extends Route>(route: R, { query }: { readonly query?: unknown }) => {
    const reply = replies[route.path.split('/').at(-1) ?? '']
    if (!reply)
      throw new ProblemError(problem('not-found', createSay({ none: 'The API has no such route.' })('none')))
    return reply(query as never) as ReplyOf<R>
  }
  return { call, fail: (pages: number) => void (failing = pages), asked: () => asked }
}

const longLog = foreignLog(Array.from({ length: 400 }, (_, at) => (at % 7 === 3 ? 'MYSTERY' : 'COLA')))

async function expectWhole(log: readonly ScanEvent[]): Promise<void> {
  expect(await store.lacking(session)).toBeNull()
  expect(await store.log(session)).toHaveLength(log.length)
  const items = (await store.items(session)).map((item) => [item.key, item] as const)
  expect(new Map(items)).toEqual(foldEvents(log).items)
}

test('[RS5] [RS7] a long session begins with one answer, and its log follows', async () => {
  const server = serverOf(longLog)
  expect(await beginWithSnapshot(over(server.call), session)).toBe(true)
  expect(server.asked()).toBe(0)
  const items = (await store.items(session)).map((item) => [item.key, item] as const)
  expect(new Map(items)).toEqual(foldEvents(longLog).items)
  const both = [fetchHistory(over(server.call), session), fetchHistory(over(server.call), session)]
  expect(await Promise.all(both)).toEqual(['whole', 'whole'])
  expect(server.asked()).toBe(3)
  await expectWhole(longLog)
})

test('[RS7] an interrupted history goes on where it was, and then comes what is new', async () => {
  const server = serverOf(longLog, 100)
  await beginWithSnapshot(over(server.call), session)
  const flaky: Call = async (route, input) => {
    if (server.asked() === 2) server.fail(1)
    return server.call(route, input)
  }
  await expect(fetchHistory(over(flaky), session)).rejects.toThrow('no route')
  expect(await store.lacking(session)).toMatchObject({ from: { seq: 200 }, through: 400 })
  const longer = [...longLog, ...foreignLog(Array.from({ length: 402 }, () => 'COLA')).slice(400)]
  const later = serverOf(longer, 100)
  await pullSession(over(later.call), session)
  expect(later.asked()).toBe(3)
  await expectWhole(longer)
})

test('[CH5] a server with another log behind the snapshot is pulled whole', async () => {
  await beginWithSnapshot(over(serverOf(longLog).call), session)
  const { from } = (await store.lacking(session)) ?? expect.fail('nothing lacks')
  await store.keepHistory(session, from, longLog.slice(0, 1), { seq: 1, chain: 'of nothing' })
  const restored = serverOf(longLog.slice(0, 300))
  expect(await fetchHistory(over(restored.call), session)).toBe('another-log')
  await pullSession(over(restored.call), session)
  await expectWhole(longLog.slice(0, 300))
})

test('a server of an earlier version has no snapshots', async () => {
  const { call } = serverOf(longLog)
  const earlier: Call = (route, input) => call({ ...route, path: '/nowhere' }, input) as never
  expect(await beginWithSnapshot(over(earlier), session)).toBe(false)
})
