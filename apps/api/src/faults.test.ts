import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fakeId, type DeviceId, type ScanId } from '@cyclecount/domain'
import { sql } from 'kysely'
import { join } from 'node:path'
import type { Answer } from './testing/server.ts'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

const DAY_MS = 86_400_000

describe('a server in trouble acknowledges nothing that it does not hold', () => {
  let world: World
  let counting: Counting

  beforeEach(async () => {
    world = await openWorld()
    counting = await startCounting(world)
  })
  afterEach(() => world.close())

  /** The start of the count and so many scans behind it. */
  function manyScans(howMany: number): readonly unknown[] {
    const [start, scan] = counting.events
    const made = Array.from({ length: howMany }, (_, at) => ({
      ...scan,
      scanId: world.newId<ScanId>(),
      deviceSeq: at + 2,
    }))
    return [start, ...made]
  }

  function acked(answer: Answer): number {
    const { sessions } = answer.body as { sessions: { ackedThrough: number }[] }
    return sessions[0]?.ackedThrough ?? 0
  }

  async function heldScans(): Promise<readonly number[]> {
    const rows = await world.ctx.engine.db.read
      .selectFrom('scan')
      .select('device_seq')
      .where('session_id', '=', counting.sessionId)
      .orderBy('device_seq')
      .execute()
    return rows.map((row) => row.device_seq)
  }

  test('OPS-2 SYNC-2 the disk is full: 503 and when to come again, and when there is room everything is taken in once', async () => {
    const events = manyScans(2_000)
    const first = await counting.push(events.slice(0, 200), 1)
    expect(first.status).toBe(200)
    await world.ctx.engine.db.write(async (tx) => {
      const counted = await sql<{ page_count: number }>`pragma page_count`.execute(tx)
      await sql.raw(`pragma max_page_count = ${(counted.rows[0]?.page_count ?? 0) + 8}`).execute(tx)
    })
    let through = acked(first)
    let refused: Answer | null = null
    for (let at = 200; at < events.length && refused === null; at += 300) {
      const answer = await counting.push(events.slice(at, at + 300), at + 1)
      if (answer.status === 200) through = acked(answer)
      else refused = answer
    }
    expect(refused).toMatchObject({
      status: 503,
      body: { kind: 'busy', retryable: true, message: expect.stringContaining('no room') as unknown },
    })
    expect(refused?.headers.get('retry-after')).toBe('30')
    expect(await heldScans()).toHaveLength(through)

    await world.restart()
    expect(await heldScans()).toHaveLength(through)
    for (let at = through; at < events.length; at += 500)
      expect((await counting.push(events.slice(at, at + 500), at + 1)).status).toBe(200)
    expect(await heldScans()).toEqual(events.map((_, at) => at + 1))
  })

  test('OPS-2 SYNC-2 another process holds the database: 503 and a try later, which finds nothing half', async () => {
    // What it waits for in earnest is 5 s.
    await world.ctx.engine.db.write((tx) => sql`pragma busy_timeout = 20`.execute(tx))
    const other = await holdLock(join(world.folder, 'cyclecount.sqlite'))
    const refused = await counting.push(counting.events, 1)
    expect(refused).toMatchObject({ status: 503, body: { kind: 'busy', retryable: true } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await heldScans()).toEqual([])
    await other.release()
    const taken = await counting.push(counting.events, 1)
    expect(taken).toMatchObject({
      status: 200,
      body: { sessions: [{ ackedThrough: 5, state: 'submitted' }] },
    })
    expect(await heldScans()).toEqual([1, 2, 3, 4, 5])
  })

  test('SYNC-6 a sign-in that ran out three days ago stops reading, and the device goes on sending', async () => {
    const associate = await world.as('associate')
    await counting.push(counting.events.slice(0, 2), 1)
    world.clock.now += 3 * DAY_MS
    expect(await world.request('GET', '/api/store/areas', { auth: associate })).toMatchObject({
      status: 401,
      body: { kind: 'signed-out' },
    })
    expect(acked(await counting.push(counting.events.slice(2), 3))).toBe(5)
  })

  test('SEC-5 a device speaks for itself and for who signed in on it, and for nobody else', async () => {
    const other = fakeId<DeviceId>('another phone')
    const body = (deviceId: string, events: readonly unknown[]) => ({
      protocol: 1,
      batchId: 'b',
      deviceId,
      appVersion: '1',
      sessions: [{ sessionId: counting.sessionId, fromSeq: 1, events }],
    })
    const send = (deviceId: string, events: readonly unknown[]) =>
      world.request('POST', '/api/sync/push', { auth: counting.deviceAuth, body: body(deviceId, events) })
    expect(await send(other, counting.events)).toMatchObject({ status: 403, body: { kind: 'forbidden' } })
    expect(await heldScans()).toEqual([])

    // Its own events as another device's, and as somebody's who never signed in on it.
    const me = await world.request('GET', '/api/me', { auth: await world.as('second') })
    const { personId } = me.body as { personId: string }
    const [start, ...scans] = counting.events
    const forged = [start, { ...scans[0], deviceId: other }, { ...scans[1], userId: personId }]
    expect(await send(counting.deviceId, forged)).toMatchObject({
      status: 200,
      body: {
        sessions: [
          {
            ackedThrough: 3,
            setAside: [
              { deviceSeq: 2, kind: 'quarantined' },
              { deviceSeq: 3, kind: 'quarantined' },
            ],
          },
        ],
      },
    })
    expect(await heldScans()).toEqual([1])
  })

  test('SEC-5 a device that was shut out is told so, keeps what it has, and changes nothing here', async () => {
    await counting.push(counting.events.slice(0, 2), 1)
    const revoked = await world.request('POST', `/api/devices/${counting.deviceId}/revoke`, {
      auth: await world.as('manager'),
      body: { reason: 'left in a taxi' },
    })
    expect(revoked.status).toBe(200)
    expect(await counting.push(counting.events.slice(2), 3)).toMatchObject({
      status: 403,
      body: { kind: 'device-revoked', retryable: false },
    })
    expect(await heldScans()).toEqual([1, 2])
  })
})

/** Another process with a write lock on a database: within one process such locks do not count. */
async function holdLock(path: string): Promise<{ readonly release: () => Promise<void> }> {
  const script = `
    const { DatabaseSync } = require('node:sqlite')
    const database = new DatabaseSync(process.argv[1])
    database.exec('begin immediate')
    process.stdout.write('held')
    process.stdin.once('end', () => database.close()).resume()`
  const child = spawn(process.execPath, ['--no-warnings', '-e', script, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    release: async () => {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}
