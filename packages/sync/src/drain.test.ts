import { NO_CHAIN, fakeId, type SessionId, type Sentence } from '@cyclecount/domain'
import { PROTOCOL_VERSION, problem } from '@cyclecount/contract'
import { describe, expect, test } from 'vitest'
import { drain, type DrainCall, type DrainDeps } from './drain.ts'
import { createFakeServer } from './fake-server.ts'
import { RETENTION_MS } from './retention.ts'
import { contractCatalogue, contractDevice, contractPlace, fakeStamp, placeIn } from './store-fixture.ts'
import { createMemoryStore } from './memory-store.ts'
import type { Lock, PushAnswer } from './ports.ts'

const session = fakeId<SessionId>('session')
const second = fakeId<SessionId>('second')
const due: DrainCall = { lock: 'if-free', cause: 'due' }
const poke: DrainCall = { lock: 'if-free', cause: 'poke' }

function fakeLock(): Lock {
  const held = new Set<string>()
  return {
    async hold(name, _mode, work) {
      if (held.has(name)) return null
      held.add(name)
      return work().finally(() => held.delete(name))
    },
  }
}

async function aDevice(scans: number, token: string | null = 'token') {
  const time = { now: 1_790_000_000_000 }
  const store = createMemoryStore({ deviceId: contractDevice, token, codes: contractCatalogue })
  const server = createFakeServer(() => time.now + 3000)
  let batches = 0
  const deps: DrainDeps = {
    store,
    transport: server,
    clock: { now: () => time.now },
    lock: fakeLock(),
    random: () => 0.5,
    newBatchId: () => `batch ${(batches += 1)}`,
    appVersion: 'test',
  }
  const capture = async (count: number, id: SessionId = session) => {
    for (let at = 0; at < count; at += 1)
      await store.capture(
        id,
        {
          kind: 'scan',
          code: 'COLA',
          codeKey: 'COLA',
          lot: null,
          serial: null,
          expiry: null,
          statedMilli: null,
          weightMilli: null,
          locationId: null,
        },
        fakeStamp(),
      )
  }
  const start = (id: SessionId) => store.capture(id, { kind: 'start', ...contractPlace }, fakeStamp())
  await start(session)
  await capture(scans)
  return { store, server, deps, time, capture, start }
}

function answer(
  status: number,
  kind: Parameters<typeof problem>[0],
  retryAfterMs: number | null = null,
): PushAnswer {
  return { status, retryAfterMs, body: problem(kind, 'No.' as Sentence) }
}

describe('a drain', () => {
  test('[OB1] sends everything in sequence, a batch at a time, and then nothing', async () => {
    const { store, server, deps } = await aDevice(1200)
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.held(session)).toEqual(await store.log(session))
    expect(server.pushes().map(({ sessions }) => sessions[0]?.fromSeq)).toEqual([1, 501, 1001])
    await drain(deps, due)
    expect(server.pushes()).toHaveLength(3)
    expect(await store.waiting()).toEqual([])
  })

  test('[OB1] the next batch is read while one is under way, and one is under way at a time', async () => {
    const { store, server, deps } = await aDevice(1200)
    let told: () => void = () => undefined
    const readAhead = new Promise<void>((resolve) => {
      told = resolve
    })
    let underWay = 0
    const outcome = await drain(
      {
        ...deps,
        store: {
          ...store,
          read: (id, fromSeq, limit) => {
            if (fromSeq === 501) told()
            return store.read(id, fromSeq, limit)
          },
        },
        transport: {
          async push(body, token) {
            underWay += 1
            expect(underWay).toBe(1)
            await readAhead
            const answered = await server.push(body, token)
            underWay -= 1
            return answered
          },
        },
      },
      due,
    )
    expect(outcome).toEqual({ kind: 'drained' })
    expect(server.held(session)).toHaveLength(1201)
  })

  test('[OB2] a second one finds the lock held and leaves', async () => {
    const { server, deps } = await aDevice(3)
    const outcomes = await Promise.all([drain(deps, due), drain(deps, due)])
    expect(outcomes).toEqual([{ kind: 'drained' }, { kind: 'elsewhere' }])
    expect(server.pushes()).toHaveLength(1)
  })

  test('[OB4] halves its batches until the server takes them', async () => {
    const { server, deps, store } = await aDevice(99)
    server.takeAtMost(30)
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.held(session)).toHaveLength(100)
    expect(await store.waiting()).toEqual([])
    const sizes = server.pushes().map(({ sessions }) => sessions[0]?.events.length)
    expect(sizes).toEqual([100, 50, 25, 25, 25, 25])
  })

  test('[OB5] SYNC-1 an answer that is lost is asked for again, and nothing counts twice', async () => {
    const { server, deps, time } = await aDevice(9)
    server.meet('lost')
    expect(await drain(deps, due)).toMatchObject({ kind: 'waiting' })
    time.now += 300_000
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.pushes().map(({ sessions }) => sessions[0]?.fromSeq)).toEqual([1, 1])
    expect(server.held(session)).toHaveLength(10)
  })

  test('[OB6] SYNC-3 a session that gets nowhere does not hold up the others', async () => {
    const { server, deps, store, start, capture } = await aDevice(0)
    await start(second)
    await capture(5, second)
    server.meet(answer(413, 'too-large'))
    expect(await drain(deps, due)).toMatchObject({ kind: 'waiting' })
    expect(server.held(second)).toHaveLength(6)
    expect((await store.waiting()).map(({ sessionId }) => sessionId)).toEqual([session])
    expect(store.noted().error).toMatchObject({ kind: 'no-progress' })
  })

  test('[OB7] nothing leaves the outbox on any answer but an acknowledgement', async () => {
    const answers: readonly (PushAnswer | 'down')[] = [
      'down',
      answer(503, 'busy'),
      answer(500, 'internal'),
      answer(400, 'bad-request'),
      answer(429, 'busy'),
      { status: 200, retryAfterMs: null, body: '<html>Sign in to the hotel’s network</html>' },
      { status: 200, retryAfterMs: null, body: null },
      { status: 403, retryAfterMs: null, body: '<html>blocked by policy</html>' },
      { status: 302, retryAfterMs: null, body: null },
    ]
    for (const met of answers) {
      const { store, server, deps } = await aDevice(4)
      server.meet(met)
      expect(await drain(deps, due)).toMatchObject({ kind: 'waiting' })
      expect(await store.waiting()).toMatchObject([{ acked: 0, last: 5 }])
    }
  })

  test('[AK1] believes only an echo of its own batch', async () => {
    const { store, server, deps, time } = await aDevice(2)
    server.meet({
      status: 200,
      retryAfterMs: null,
      body: {
        batchId: 'another',
        deviceId: contractDevice,
        incarnation: 'first',
        serverTime: 1,
        sessions: [
          {
            sessionId: session,
            ackedThrough: 3,
            chain: NO_CHAIN,
            state: 'counting',
            setAside: [],
            undecided: 0,
          },
        ],
      },
    })
    expect(await drain(deps, due)).toMatchObject({ kind: 'waiting' })
    expect(store.noted().error).toMatchObject({ kind: 'not-ours' })
    expect(await store.waiting()).toHaveLength(1)
    time.now += 300_000
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
  })

  test('[AK4] SYNC-2 fills a server that was restored from an old backup, all sessions of it', async () => {
    const { store, server, deps, start, capture } = await aDevice(9)
    await start(second)
    await capture(3, second)
    await drain(deps, due)
    server.restore('second', 4)
    await capture(1)
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.held(session)).toHaveLength(11)
    expect(server.held(second)).toHaveLength(4)
    expect(await store.waiting()).toEqual([])
  })

  test('[AK3] sends again from the server’s figure where it is lower than remembered', async () => {
    const { server, deps, capture } = await aDevice(9)
    await drain(deps, due)
    server.restore('first', 2)
    await capture(1)
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.held(session)).toHaveLength(11)
  })

  test('[CH1] every batch says the chain of what was sent before it', async () => {
    const { store, server, deps } = await aDevice(700)
    await drain(deps, due)
    const log = await store.log(session)
    const before = server.pushes().map((push) => push.sessions[0]?.chainBefore)
    expect(before).toEqual([0, 500].map((seq) => placeIn(log, seq).chain))
  })

  test('[CH2] [CH3] a server with another record in the log is sent it all once more, and not for ever', async () => {
    const { store, server, deps, capture } = await aDevice(700)
    await drain(deps, due)
    server.spoil(session, 300)
    await capture(1)
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.pushes().map(({ sessions }) => sessions[0]?.fromSeq)).toEqual([1, 501, 702, 1, 501])
    expect(await store.forked()).toEqual([session])
    expect(await store.waiting()).toEqual([])
    await capture(1)
    await drain(deps, due)
    expect(server.held(session)).toHaveLength(703)
    expect(server.pushes()).toHaveLength(6)
  })

  test('[CH4] figures below and beyond what was just sent are compared with the own log', async () => {
    const { store, server, deps, capture } = await aDevice(1500)
    await drain(deps, due)
    server.restore('first', 1100)
    await capture(1)
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(await store.forked()).toEqual([])
    await store.acknowledge([], { incarnation: 'another', clockOffsetMs: 0, at: 1 })
    expect(await store.waiting()).toMatchObject([{ acked: 0 }])
    const before = server.pushes().length
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
    expect(server.pushes()).toHaveLength(before + 1)
    expect(await store.waiting()).toEqual([])
    expect(await store.forked()).toEqual([])
  })

  test('[OB9] SYNC-2 when the app is opened the server is asked what it holds, and filled where it lost something', async () => {
    const { store, server, deps } = await aDevice(9)
    await drain(deps, due)
    server.restore('first', 4)
    await drain(deps, due)
    expect(server.held(session)).toHaveLength(4)
    expect(await drain(deps, { lock: 'wait', cause: 'opened' })).toEqual({ kind: 'drained' })
    expect(server.held(session)).toHaveLength(10)
    expect(server.pushes().map(({ sessions }) => sessions[0]?.events.length)).toEqual([10, 0, 6])
    expect(await store.waiting()).toEqual([])
  })

  test('[OB10] EXEC-12 whoever has records that were set aside asks what became of them, until they are decided', async () => {
    const { store, server, deps, capture } = await aDevice(2)
    const known = async () => (await store.settled()).map(({ undecided }) => undecided)
    server.leaveUndecided(1)
    await drain(deps, due)
    expect(await known()).toEqual([1])
    await drain(deps, due)
    await capture(1)
    await drain(deps, due)
    server.leaveUndecided(0)
    await drain(deps, poke)
    expect(await known()).toEqual([0])
    await drain(deps, due)
    await drain(deps, poke)
    expect(server.pushes().map(({ sessions }) => sessions[0]?.events.length)).toEqual([3, 0, 1, 0])
  })

  test('[OB9] [RT1] what is long final by the server’s clock is forgotten when the app is opened', async () => {
    const { store, server, deps, time } = await aDevice(2)
    await drain(deps, due)
    server.answerState('submitted')
    await drain(deps, { lock: 'wait', cause: 'opened' })
    const fast = { ...deps, clock: { now: () => time.now + 2 * RETENTION_MS } }
    await drain(fast, { lock: 'wait', cause: 'opened' })
    expect(await store.log(session)).toHaveLength(3)
    time.now += RETENTION_MS
    await drain(deps, { lock: 'wait', cause: 'opened' })
    expect(await store.log(session)).toEqual([])
    await drain(deps, { lock: 'wait', cause: 'opened' })
    expect(server.pushes()).toHaveLength(4)
  })

  test.each([
    [401, 'signed-out', 'signed-out'],
    [401, 'device-unknown', 'signed-out'],
    [403, 'device-revoked', 'device-revoked'],
    [426, 'upgrade-required', 'update-required'],
  ] as const)(
    '[CN5] SYNC-6 %i %s pauses sending as %s and keeps every scan',
    async (status, kind, reason) => {
      const { store, server, deps, capture } = await aDevice(4)
      server.meet(answer(status, kind))
      expect(await drain(deps, due)).toEqual({ kind: 'blocked', reason })
      await capture(1)
      expect(await drain(deps, poke)).toEqual({ kind: 'blocked', reason })
      expect(server.pushes()).toHaveLength(1)
      expect(await store.waiting()).toMatchObject([{ acked: 0, last: 6 }])
      expect(await drain(deps, { lock: 'wait', cause: 'enrolled' })).toEqual({ kind: 'drained' })
    },
  )

  test('[VN1] SYNC-7 a server of other versions blocks sending until the app is another, and nothing is dropped', async () => {
    const { store, server, deps } = await aDevice(2)
    server.meet(answer(426, 'upgrade-required'))
    expect(await drain(deps, due)).toEqual({ kind: 'blocked', reason: 'update-required' })
    expect(server.pushes()[0]?.protocol).toBe(PROTOCOL_VERSION)
    expect(await store.waiting()).toMatchObject([{ acked: 0, last: 3 }])
    expect(await drain(deps, { lock: 'wait', cause: 'opened' })).toEqual({ kind: 'drained' })
  })

  test('[CN5] a device that was never enrolled waits for a sign-in', async () => {
    const { server, deps } = await aDevice(1, null)
    expect(await drain(deps, due)).toEqual({ kind: 'blocked', reason: 'signed-out' })
    expect(server.pushes()).toHaveLength(0)
  })

  test('[CN3] obeys Retry-After, whatever says that trying is worth it', async () => {
    const { server, deps, time } = await aDevice(1)
    server.meet(answer(503, 'busy', 40_000))
    expect(await drain(deps, due)).toEqual({ kind: 'waiting', until: time.now + 40_000 })
    time.now += 39_999
    expect(await drain(deps, due)).toMatchObject({ kind: 'waiting' })
    expect(await drain(deps, poke)).toMatchObject({ kind: 'waiting' })
    expect(server.pushes()).toHaveLength(1)
    time.now += 1
    expect(await drain(deps, due)).toEqual({ kind: 'drained' })
  })

  test('[CN3] a poke ends a wait that the server did not ask for', async () => {
    const { server, deps } = await aDevice(1)
    server.meet(answer(503, 'busy'))
    expect(await drain(deps, due)).toMatchObject({ kind: 'waiting' })
    expect(await drain(deps, poke)).toEqual({ kind: 'drained' })
  })
})
