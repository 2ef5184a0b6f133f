import { problem } from '@cyclecount/contract'
import { fakeId, type Sentence, type SessionId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { drain, type DrainCall } from './drain.ts'
import { createFakeServer } from './fake-server.ts'
import { createMemoryPhotos } from './memory-photos.ts'
import { createMemoryStore } from './memory-store.ts'
import type { PhotoTransport } from './photo-ports.ts'
import { fakePhoto } from './photo-store.contract.ts'
import type { Lock, PushAnswer } from './ports.ts'
import { RETENTION_MS } from './retention.ts'
import { sendPhotos, type PhotoDeps } from './send-photos.ts'
import { contractDevice, contractPlace, fakeStamp, scan, session } from './store-fixture.ts'

const due: DrainCall = { lock: 'if-free', cause: 'due' }
const opened: DrainCall = { lock: 'if-free', cause: 'opened' }

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

type Meeting = PushAnswer | 'down' | 'lost' | Promise<unknown>

/** A device with a started session and some scans, and a server that keeps photos by name. */
async function aDevice(scans = 0) {
  const time = { now: 1_790_000_000_000 }
  const store = createMemoryStore({ deviceId: contractDevice })
  const photos = createMemoryPhotos(store)
  const server = createFakeServer(() => time.now)
  const lock = fakeLock()
  const held = new Map<string, Uint8Array>()
  const asked: string[] = []
  const meetings: Meeting[] = []
  const truth = { incarnation: 'first', isSilent: false }
  const transport: PhotoTransport = {
    async put(photo, content) {
      asked.push(photo.sha256)
      const met = meetings.shift()
      if (met === 'down') throw new TypeError('no network')
      if (met instanceof Promise) await met
      else if (typeof met === 'object') return met
      held.set(photo.sha256, content)
      if (met === 'lost') throw new TypeError('the answer was lost')
      const body = { sha256: photo.sha256, incarnation: truth.incarnation }
      return { status: 200, retryAfterMs: null, body }
    },
    async held(_, names) {
      if (truth.isSilent) throw new TypeError('no network')
      const { incarnation } = truth
      const body = { held: names.filter((name) => held.has(name)), incarnation }
      return { status: 200, retryAfterMs: null, body }
    },
  }
  const clock = { now: () => time.now }
  const deps: PhotoDeps = { store, photos, transport, clock, lock, random: () => 0.5 }
  const capture = () => store.capture(session, scan('COLA'), fakeStamp())
  await store.capture(session, { kind: 'start', ...contractPlace }, fakeStamp())
  for (let at = 0; at < scans; at += 1) await capture()
  const push = (call: DrainCall = due) =>
    drain(
      { ...deps, store, transport: server, newBatchId: () => fakeId<SessionId>('batch'), appVersion: 'test' },
      call,
    )
  return { store, photos, server, deps, time, held, asked, meetings, truth, capture, push }
}

function told(
  status: number,
  kind: Parameters<typeof problem>[0],
  retryAfterMs: number | null = null,
): PushAnswer {
  return { status, retryAfterMs, body: problem(kind, 'No.' as Sentence) }
}

test('[PH2] no photo is sent while an event waits, and each when none does, one at a time', async () => {
  const { photos, deps, held, asked, push } = await aDevice(2)
  await photos.keep(fakePhoto('a', 1))
  await photos.keep(fakePhoto('b', 2))
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'drained' })
  expect(asked).toEqual([])
  await push()
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'drained' })
  expect(asked).toEqual([fakePhoto('a', 1).sha256, fakePhoto('b', 2).sha256])
  expect(held.get(asked[0] ?? '')).toEqual(fakePhoto('a', 1).content)
  expect(await photos.waiting('first')).toEqual([])
  await sendPhotos(deps, due)
  expect(asked).toHaveLength(2)
})

test('[PH2] a slow photo holds up no push, and scans made meanwhile go before the next photo', async () => {
  const { store, photos, server, deps, asked, meetings, capture, push } = await aDevice()
  await push()
  await photos.keep(fakePhoto('a', 1))
  await photos.keep(fakePhoto('b', 2))
  let release = (): void => undefined
  meetings.push(new Promise<void>((resolve) => (release = resolve)))
  const sending = sendPhotos(deps, due)
  await expect.poll(() => asked.length).toBe(1)
  await capture()
  expect(await push()).toEqual({ kind: 'drained' })
  expect(server.held(session)).toHaveLength(2)
  expect(await store.waiting()).toEqual([])
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'elsewhere' })
  await capture()
  release()
  expect(await sending).toEqual({ kind: 'drained' })
  expect(asked).toHaveLength(1)
  await push()
  await sendPhotos(deps, due)
  expect(asked).toHaveLength(2)
})

test('[PH3] only an echo of its name counts: a portal, or the name of another photo, leaves it waiting', async () => {
  const { photos, deps, meetings, push, asked, time } = await aDevice()
  await push()
  await photos.keep(fakePhoto('a', 1))
  const portal = { status: 200, retryAfterMs: null, body: null }
  const other = { ...portal, body: { sha256: fakePhoto('b', 1).sha256, incarnation: 'first' } }
  meetings.push(portal, other)
  for (const tries of [1, 2]) {
    expect(await sendPhotos(deps, due)).toMatchObject({ kind: 'waiting' })
    expect(asked).toHaveLength(tries)
    expect(await photos.waiting('first')).toHaveLength(1)
    time.now += 600_000
  }
  await sendPhotos(deps, due)
  expect(await photos.waiting('first')).toEqual([])
})

test('[PH3] an answer that is lost, or a device that is killed, sends the photo again; the server has it once', async () => {
  const { photos, deps, meetings, push, asked, held, time } = await aDevice()
  await push()
  await photos.keep(fakePhoto('a', 1))
  meetings.push('lost')
  await sendPhotos(deps, due)
  // Killed while it sends: that is what is remembered.
  await photos.noteConnection({ kind: 'sending', failures: 0 }, null)
  time.now += 1
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'drained' })
  expect(asked).toHaveLength(2)
  expect(held.size).toBe(1)
})

test('[PH4] a server that lost its data is sent the scans first, and then the photos again', async () => {
  const { photos, server, deps, asked, truth, capture, push, time } = await aDevice(1)
  await push()
  for (const name of ['a', 'b']) await photos.keep(fakePhoto(name, 1))
  await sendPhotos(deps, due)
  server.restore('second', 0)
  truth.incarnation = 'second'
  await photos.keep(fakePhoto('c', 2))
  // It is there, but of the others nobody knows before the scans have heard of it.
  expect(await sendPhotos(deps, due)).toMatchObject({ kind: 'waiting' })
  expect(asked).toHaveLength(3)
  await capture()
  await push(opened)
  time.now += 600_000
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'drained' })
  expect(asked.slice(3)).toEqual([fakePhoto('a', 1).sha256, fakePhoto('b', 1).sha256])
})

test('[PH9] what a server lost that does not say so is sent again when the app is opened, and nothing else', async () => {
  const { photos, deps, held, asked, push } = await aDevice(1)
  await push()
  const [a, b] = [fakePhoto('a', 1), fakePhoto('b', 2)]
  for (const photo of [a, b]) await photos.keep(photo)
  await sendPhotos(deps, due)
  held.delete(a.sha256)
  await sendPhotos(deps, due)
  expect(asked).toHaveLength(2)
  await sendPhotos(deps, opened)
  expect(asked.slice(2)).toEqual([a.sha256])
  expect(held.get(a.sha256)).toEqual(a.content)
  expect(await photos.waiting('first')).toEqual([])
})

test('[PH9] without an answer of the same server nothing is known: nothing waits again, and nothing is dropped', async () => {
  const { store, photos, server, deps, held, truth, asked, push } = await aDevice()
  server.answerState('submitted')
  await push()
  const { content: _, ...photo } = fakePhoto('a', 1)
  await photos.keep(fakePhoto('a', 1))
  await sendPhotos(deps, due)
  held.clear()
  await store.prune(deps.clock.now() + 2 * RETENTION_MS)
  for (const change of [{ isSilent: true }, { isSilent: false, incarnation: 'second' }]) {
    Object.assign(truth, change)
    await sendPhotos(deps, opened)
    expect(asked).toHaveLength(1)
    expect(await photos.content({ ...photo, refused: null })).not.toBeNull()
  }
  truth.incarnation = 'first'
  await sendPhotos(deps, opened)
  expect(held.size).toBe(1)
})

test('[PH5] 429 and 503 are waited out for photos alone, as long as they ask; a poke does not cut that short', async () => {
  const { store, photos, deps, meetings, asked, time, capture, push } = await aDevice()
  await push()
  await photos.keep(fakePhoto('a', 1))
  meetings.push(told(503, 'busy', 60_000), told(429, 'too-many', 30_000))
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'waiting', until: time.now + 60_000 })
  await capture()
  expect(await push()).toEqual({ kind: 'drained' })
  expect(await store.connection()).toEqual({ kind: 'idle' })
  expect(await sendPhotos(deps, { lock: 'wait', cause: 'poke' })).toMatchObject({ kind: 'waiting' })
  expect(asked).toHaveLength(1)
  time.now += 60_000
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'waiting', until: time.now + 30_000 })
  time.now += 30_000
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'drained' })
  expect(await photos.waiting('first')).toEqual([])
})

test('[PH6] what the server does not take waits and says why; the others are sent, and it is tried when the app is opened', async () => {
  const { photos, deps, meetings, asked, push } = await aDevice()
  await push()
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) await photos.keep(fakePhoto(name, at))
  const proxy = { status: 413, retryAfterMs: null, body: null }
  meetings.push(proxy, told(404, 'not-found'), told(400, 'bad-request'))
  expect(await sendPhotos(deps, due)).toEqual({ kind: 'drained' })
  expect(asked).toHaveLength(4)
  expect(await photos.waiting('first')).toMatchObject([
    { refused: 'The server finds the photo too large.' },
    { refused: 'No.' },
    { refused: 'No.' },
  ])
  await sendPhotos(deps, due)
  expect(asked).toHaveLength(4)
  await sendPhotos(deps, opened)
  expect(asked).toHaveLength(7)
  expect(await photos.waiting('first')).toEqual([])
})

test('[PH5] a device that is shut out sends no photo more, keeps all of them, and its scans are blocked with them', async () => {
  const { store, photos, deps, meetings, asked, push } = await aDevice()
  await push()
  await photos.keep(fakePhoto('a', 1))
  await photos.keep(fakePhoto('b', 2))
  meetings.push(told(403, 'device-revoked'))
  await sendPhotos(deps, due)
  expect(await store.connection()).toEqual({ kind: 'blocked', reason: 'device-revoked' })
  expect(store.noted().error).toMatchObject({ kind: 'device-revoked', message: 'No.' })
  await sendPhotos(deps, { lock: 'if-free', cause: 'poke' })
  expect(asked).toHaveLength(1)
  expect(await photos.waiting('first')).toHaveLength(2)
})

test('[PH7] when the app is opened, photos of forgotten sessions go', async () => {
  const { store, photos, server, deps, push } = await aDevice()
  server.answerState('submitted')
  await push()
  await photos.keep(fakePhoto('a', 1))
  const [photo] = await photos.waiting('first')
  await sendPhotos(deps, opened)
  if (!photo) return expect.fail('was not kept')
  expect(await photos.content(photo)).not.toBeNull()
  await store.prune(deps.clock.now() + 2 * RETENTION_MS)
  await sendPhotos(deps, due)
  expect(await photos.content(photo)).not.toBeNull()
  await sendPhotos(deps, opened)
  expect(await photos.content(photo)).toBeNull()
})
