import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { saveRules } from '../guardrails/save-rules.ts'
import { runJobsOnce } from '../jobs/run-jobs.ts'
import { review } from '../reports/review.ts'
import { varianceDetail } from '../reports/variance-detail.ts'
import { bothWays, layerOf, rulesOf } from '../testing/rules.ts'
import { at, openStore, pieces, type Store } from '../testing/store-day.ts'
import { reconcileRequested } from './reconcile-requested.ts'
import { reconcileRun } from './reconcile-run.ts'

/** What is expected where the backend cannot say what moved: what it held before and after the count, alike on both databases. */
export function readsAroundContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`reads around a count on ${name}`, () => {
    let store: Store
    let runId: RunId
    let ana: Awaited<ReturnType<Store['phone']>>

    beforeEach(async () => {
      store = await openStore(await freshUrl(), { capabilities: { movements: false } })
      book('07:00', 14)
      runId = await store.plan({ front: ['ana'] })
      ana = await store.phone(runId, 'ana', 'front')
    })
    afterEach(() => store.close())

    function book(when: string, count: number): void {
      const entry = { product: 'cola', location: 'bin-A1', quantityMilli: pieces(count) }
      store.backend.book({ ...entry, occurredAt: at(when) })
    }

    const work = () =>
      runJobsOnce(store.ctx, { reconcile: (subject) => reconcileRequested(store.ctx, subject) })

    /** The count begins: its start reaches the server, and the book is read. */
    async function begin(when: string): Promise<void> {
      store.clock.now = at(when)
      await ana.send()
      await work()
    }

    async function submit(when: string): Promise<void> {
      store.clock.now = at(when)
      await ana.submit()
      await work()
    }

    async function line() {
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, {})
      return lines[0] ?? expect.fail('there is no line')
    }

    async function explanation(): Promise<string> {
      const { varianceId } = await line()
      return (await varianceDetail(store.ctx, store.actor('chloe'), varianceId)).explanation
    }

    test('REC-3 the book is read when a count begins, once, and kept with its instant', async () => {
      await begin('09:30')
      const snapshots = () =>
        store.ctx.db.read
          .selectFrom('on_hand_snapshot')
          .select(['read_at', 'taken_for', 'is_whole'])
          .orderBy('read_at')
          .execute()
      expect(await snapshots()).toEqual([{ read_at: at('09:30'), taken_for: 'note', is_whole: 1 }])
      expect((await review(store.ctx, store.actor('chloe'), runId, {})).readAt).toBeNull()
      ana.scan('cola', { bin: 'A1', times: 14 })
      await submit('10:00')
      expect((await snapshots()).map((one) => one.taken_for)).toEqual(['note', 'comparison'])
    })

    test('REC-3 where the reads before and after agree, what was expected is sure', async () => {
      await begin('09:30')
      store.clock.now = at('09:40')
      ana.scan('cola', { bin: 'A1', times: 14 })
      await submit('10:00')
      expect(await line()).toMatchObject({
        expectedMilli: pieces(14),
        asOfCount: true,
        expectedRange: null,
        decision: { outcome: 'no-variance' },
      })
      expect(await explanation()).toBe(
        'Read 14 at 10:00 in the books; the inventory system cannot say what moved, but held 14 at 09:30 before it was counted at 09:40 and as much at 10:00 after, so 14 were expected; 14 counted.',
      )
    })

    test('REC-3 a sale after the count that the backend cannot tell of accuses nobody: the line says from – to, and a person decides', async () => {
      await begin('09:30')
      store.clock.now = at('09:40')
      ana.scan('cola', { bin: 'A1', times: 14 })
      book('09:55', -2)
      await submit('10:00')
      expect(await line()).toMatchObject({
        expectedMilli: pieces(14),
        countedMilli: pieces(14),
        varianceMilli: 0,
        movedSinceMilli: -pieces(2),
        asOfCount: false,
        expectedRange: { lowMilli: pieces(12), highMilli: pieces(14) },
        decision: null,
      })
      expect(await explanation()).toBe(
        'Read 12 at 10:00 in the books; the inventory system cannot say what moved and held 14 at 09:30 before and 12 at 10:00 after it was counted at 09:40, so 12 to 14 may have been there; what is nearest to the count is taken, and a person decides, so 14 were expected; 14 counted.',
      )
    })

    test('REC-3 a later read narrows nothing and widens nothing: the reads next to the count stay', async () => {
      await begin('09:30')
      store.clock.now = at('09:40')
      ana.scan('cola', { bin: 'A1', times: 13 })
      await submit('10:00')
      book('10:30', -5)
      store.clock.now = at('11:00')
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect(await line()).toMatchObject({
        expectedMilli: pieces(14),
        varianceMilli: -pieces(1),
        movedSinceMilli: -pieces(5),
        asOfCount: true,
        expectedRange: null,
      })
    })

    test('REC-3 no rule decides a line whose expected quantity is a range, within it or beyond', async () => {
      const rules = rulesOf(layerOf({ automatic: bothWays({ quantityMilli: pieces(100) }) }))
      await saveRules(store.ctx, store.actor('hugo'), { basedOn: 0, rules, reason: 'Because' })
      await begin('09:30')
      store.clock.now = at('09:40')
      ana.scan('cola', { bin: 'A1', times: 10 })
      book('09:55', -2)
      await submit('10:00')
      expect(await line()).toMatchObject({
        expectedMilli: pieces(12),
        varianceMilli: -pieces(2),
        decision: null,
        verdict: { kind: 'person', because: [{ ground: 'range', layer: null }] },
      })
    })

    test('REC-3 where it was not read before the count, the line says that it is as of the read', async () => {
      ana.scan('cola', { bin: 'A1', times: 14 })
      book('09:55', -2)
      await submit('10:00')
      expect(await line()).toMatchObject({
        expectedMilli: pieces(12),
        asOfCount: false,
        expectedRange: null,
        decision: null,
      })
      expect(await explanation()).toContain(
        'the inventory system cannot say what moved, so this is as of the read',
      )
    })

    test('what nobody found and may not have been there is shown with its range', async () => {
      await begin('09:30')
      await submit('09:50')
      book('10:30', 24)
      store.clock.now = at('11:00')
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect(await line()).toMatchObject({ countedState: 'not-found', expectedMilli: pieces(14) })
    })

    test('a read that broke off says nothing', async () => {
      await begin('09:30')
      await store.ctx.db.write((tx) => tx.updateTable('on_hand_snapshot').set({ is_whole: 0 }).execute())
      store.clock.now = at('09:40')
      ana.scan('cola', { bin: 'A1', times: 14 })
      await submit('10:00')
      expect((await line()).asOfCount).toBe(false)
    })
  })
}
