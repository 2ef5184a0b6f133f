import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reconcileRun, reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { review } from '../reports/review.ts'
import { at, openStore, pieces, type Product, type Store } from '../testing/store-day.ts'
import { decideLate } from './decide-late.ts'
import { decide } from './decide.ts'

/** What a decision must rest on alike on both databases: somebody else's count, and figures that still hold. */
export function groundsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the grounds of a decision on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    function shelved(product: Product, bin: string, count: number, lot?: string) {
      const what = { product, location: `bin-${bin}`, quantityMilli: pieces(count), occurredAt: 0 }
      store.backend.book({ ...what, ...(lot === undefined ? {} : { lot }) })
    }

    function sold(product: Product, bin: string, count: number, occurredAt = store.clock.now) {
      const what = { product, location: `bin-${bin}`, quantityMilli: -pieces(count), kind: 'sale' }
      store.backend.book({ ...what, occurredAt, recordedAt: store.clock.now })
    }

    async function seen(runId: RunId) {
      const { lines } = await review(store.ctx, store.actor('dora'), runId, { sort: 'location' })
      return lines
    }

    /** What the manager would send who approves every open line as it is shown now. */
    async function approval(runId: RunId) {
      const open = (await seen(runId)).filter((line) => line.decision === null)
      const lines = open.map(({ varianceId, version }) => ({ varianceId, version }))
      return { lines, outcome: 'approved' as const, reasonId: await store.reason('damaged'), note: '' }
    }

    test('ADJ-1 nobody writes off what they themselves did not find, nor what they found empty with somebody', async () => {
      shelved('cola', 'A1', 3)
      shelved('crisps', 'A2', 4)
      shelved('tea', 'B1', 2)
      const runId = await store.plan({ front: ['chloe', 'ana'], back: ['ben'] })
      const chloe = await store.phone(runId, 'chloe', 'front')
      chloe.foundEmpty('A2')
      await chloe.submit()
      const ana = await store.phone(runId, 'ana', 'front')
      ana.foundEmpty('A2')
      await ana.submit()
      const ben = await store.phone(runId, 'ben', 'back')
      await ben.submit()
      await reconcileWhenReady(store.ctx, runId)
      const body = await approval(runId)
      const [cola, crisps, tea] = body.lines
      for (const own of [cola, crisps]) {
        const lines = [own ?? expect.fail()]
        await expect(
          decide(store.ctx, store.actor('chloe'), runId, { ...body, lines }),
        ).rejects.toMatchObject({ problem: { kind: 'own-count' } })
      }
      const theirs = { ...body, lines: [tea ?? expect.fail()] }
      expect(await decide(store.ctx, store.actor('chloe'), runId, theirs)).toEqual({
        decided: 1,
        proposals: 1,
      })
      const others = { ...body, lines: body.lines.slice(0, 2) }
      expect(await decide(store.ctx, store.actor('dora'), runId, others)).toEqual({
        decided: 2,
        proposals: 2,
      })
    })

    test('EXEC-10 a bin found empty late and a second submit move no figure until they are accepted', async () => {
      shelved('cola', 'A1', 3)
      shelved('crisps', 'A2', 4)
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      store.clock.now = at('10:00')
      ana.foundEmpty('A2')
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      store.clock.now = at('11:00')
      sold('cola', 'A1', 1)
      sold('crisps', 'A2', 1)
      store.clock.now = at('12:00')
      const late = ana.foundEmpty('A2')
      await ana.submit()
      const expected = async () => {
        await reconcileRun(store.ctx, store.actor('dora'), runId)
        return (await seen(runId)).map((line) => [line.title, line.countedState, line.expectedMilli / 1000])
      }
      expect(await expected()).toEqual([
        ['cola', 'not-found', 3],
        ['crisps', 'confirmed-empty', 4],
      ])
      const body = { sessionId: ana.sessionId, scanIds: [late], accept: true, reason: '' }
      await decideLate(store.ctx, store.actor('dora'), runId, body)
      expect(await expected()).toEqual([
        ['cola', 'not-found', 3],
        ['crisps', 'confirmed-empty', 3],
      ])
    })
  })
}
