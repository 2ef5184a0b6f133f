import { freshPostgres } from '@cyclecount/db/testing'
import type { ScanId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { openServer, type Answer } from './testing/server.ts'
import { openWorld, startCounting } from './testing/world.ts'

test(
  'OPS-2 SYNC-1 two processes on one database, one restarted after the other under load, hold everything once',
  { timeout: 120_000 },
  async () => {
    const url = await freshPostgres('two_processes')
    const one = await openWorld(url)
    const two = await openServer(one.clock.now, url)
    try {
      const counting = await startCounting(one)
      const [start, scan] = counting.events
      const scans = Array.from({ length: 240 }, (_, at) => ({
        ...scan,
        scanId: one.newId<ScanId>(),
        deviceSeq: at + 2,
      }))
      const events = [start, ...scans]
      const push = (server: { readonly request: typeof two.request }, at: number): Promise<Answer> =>
        server.request('POST', '/api/sync/push', {
          auth: counting.deviceAuth,
          body: {
            protocol: 1,
            batchId: 'b',
            deviceId: counting.deviceId,
            appVersion: '1',
            sessions: [{ sessionId: counting.sessionId, fromSeq: at + 1, events: events.slice(at, at + 40) }],
          },
        })
      const acknowledged: number[] = []
      for (let at = 0; at < events.length; at += 40) {
        // One goes down and comes back while the other takes in; then both get the same batch at once, as when a proxy tries again.
        if (at === 80) await Promise.all([one.restart(), push(two, at)])
        if (at === 160) await Promise.all([two.restart(), push(one, at)])
        for (const answer of await Promise.all([push(one, at), push(two, at)])) {
          expect(answer.status).toBe(200)
          const { sessions } = answer.body as { sessions: { ackedThrough: number }[] }
          acknowledged.push(sessions[0]?.ackedThrough ?? 0)
        }
        const held = await one.ctx.engine.db.read.selectFrom('scan').select('device_seq').execute()
        expect(held.length).toBeGreaterThanOrEqual(Math.max(...acknowledged))
      }
      const rows = await two.ctx.engine.db.read
        .selectFrom('scan')
        .select(['device_seq', 'change_seq'])
        .orderBy('change_seq')
        .execute()
      const places = events.map((_, at) => at + 1)
      expect(rows.map((row) => row.change_seq)).toEqual(places)
      expect(new Set(rows.map((row) => row.device_seq))).toEqual(new Set(places))
      expect(acknowledged.at(-1)).toBe(events.length)
      const items = await two.ctx.engine.db.read
        .selectFrom('inventory_count_import_item')
        .select('quantity')
        .execute()
      expect(items).toEqual([{ quantity: 240_000 }])
    } finally {
      await two.close()
      await one.close()
    }
  },
)
