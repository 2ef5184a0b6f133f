import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { decide } from '../deciding/decide.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { runJobsOnce } from '../jobs/run-jobs.ts'
import { review } from '../reports/review.ts'
import { at, openStore, pieces, type Store } from '../testing/store-day.ts'
import { reconcileRequested } from './reconcile-requested.ts'

/** What becomes of movements that are booked after a run was compared, alike on both databases. */
export function watchBookContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`movements that are booked late on ${name}`, () => {
    let store: Store
    let runId: RunId
    let compared: number

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      compared = 0
      book(14, '07:00')
      runId = await store.plan({ front: ['ana'] })
    })
    afterEach(() => store.close())

    function book(count: number, when: string, booked = when): void {
      const entry = { product: 'cola', location: 'bin-A1', quantityMilli: pieces(count), kind: 'sale' }
      store.backend.book({ ...entry, occurredAt: at(when), recordedAt: at(booked) })
    }

    /** Ana counts the colas at 09:40 and submits at 10:00; compared by itself. */
    async function counted(count: number): Promise<void> {
      const ana = await store.phone(runId, 'ana', 'front')
      store.clock.now = at('09:40')
      ana.scan('cola', { bin: 'A1', times: count })
      store.clock.now = at('10:00')
      await ana.submit()
      await work()
    }

    async function work(): Promise<void> {
      const reconcile = (subject: RunId) => {
        compared += 1
        return reconcileRequested(store.ctx, subject)
      }
      await runJobsOnce(store.ctx, { reconcile })
    }

    /** Until so late, with everything that comes due. */
    async function wait(until: string): Promise<void> {
      for (; store.clock.now < at(until); await work()) store.clock.now += 60_000
    }

    async function line() {
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, {})
      return lines[0] ?? expect.fail('there is no line')
    }

    async function approve(): Promise<void> {
      const { varianceId, version } = await line()
      await decide(store.ctx, store.actor('chloe'), runId, {
        lines: [{ varianceId, version }],
        outcome: 'approved',
        reasonId: await store.reason('damaged'),
        note: 'gone',
      })
    }

    test('REC-3 a sale before the count that is booked after the comparison is taken into account by itself', async () => {
      await counted(13)
      expect(await line()).toMatchObject({ expectedMilli: pieces(14), varianceMilli: -pieces(1) })
      store.clock.now = at('10:02')
      book(-1, '09:30', '10:02')
      await wait('10:08')
      expect(await line()).toMatchObject({ varianceMilli: 0, decision: { outcome: 'no-variance' } })
      expect(compared).toBe(2)
      await wait('10:30')
      expect(compared).toBe(2)
    })

    test('a store that goes on selling is not compared again and again', async () => {
      await counted(13)
      store.clock.now = at('10:02')
      book(-1, '10:01', '10:02')
      await wait('10:30')
      expect(compared).toBe(1)
    })

    test('REC-7 a decided line stays as it was decided, and says that the book moved since', async () => {
      await counted(13)
      await approve()
      book(-1, '09:30', '10:02')
      await wait('10:12')
      const found = await line()
      expect(found).toMatchObject({
        expectedMilli: pieces(14),
        decision: { outcome: 'approved' },
        bookMoved: { expectedMilli: pieces(13) },
      })
      const marked = await review(store.ctx, store.actor('chloe'), runId, { show: 'book-moved' })
      expect(marked.lines).toHaveLength(1)
      const { rows } = await auditPage(store.ctx, store.actor('chloe'), {
        facilityId: store.facilityId,
        subjectId: found.varianceId,
      })
      expect(rows.map(({ tag }) => tag)).toContain('variance.book-moved')
      book(1, '09:31', '10:12')
      await wait('10:25')
      expect((await line()).bookMoved).toBeNull()
    })

    test('our own adjustment moves nothing that was decided', async () => {
      await counted(13)
      await approve()
      await deliverOnce(store.ctx)
      expect(store.backend.adjustments).toHaveLength(1)
      await wait('10:12')
      expect([compared, (await line()).bookMoved]).toEqual([1, null])
      await reconcileRequested(store.ctx, runId)
      expect((await line()).bookMoved).toBeNull()
    })

    test('a product that nobody compared, and that was there before the count, is missing by now', async () => {
      await counted(14)
      const late = { product: 'tea', location: 'bin-A2', quantityMilli: pieces(6), kind: 'receipt' }
      store.backend.book({ ...late, occurredAt: at('08:00'), recordedAt: at('10:02') })
      await wait('10:08')
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { show: 'differing' })
      expect(lines).toMatchObject([{ title: 'tea', countedState: 'not-found', varianceMilli: -pieces(6) }])
    })

    test('what cannot be looked at now is looked at later', async () => {
      await counted(13)
      book(-1, '09:30', '10:02')
      store.backend.faults.plan('movements', 'unavailable')
      await wait('10:30')
      expect((await line()).varianceMilli).toBe(0)
    })
  })
}
