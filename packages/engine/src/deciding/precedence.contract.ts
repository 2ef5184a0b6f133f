import { fakeId, type RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../audit/audit-page.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { review } from '../reports/review.ts'
import { varianceDetail } from '../reports/variance-detail.ts'
import { at, openStore, pieces, type Store } from '../testing/store-day.ts'
import { decide } from './decide.ts'

/** What wins where stock moved during the count, alike on both databases. */
export function precedenceContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`what wins where stock moved, on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    const sell = (count: number, time: string) =>
      store.backend.book({
        product: 'cola',
        location: 'bin-A1',
        quantityMilli: -pieces(count),
        occurredAt: at(time),
      })

    /** Ten colas in the book; Ana counts nine at 10:00; two are sold at 10:30, and the book is read at 11:00. */
    async function countedThenSold() {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(10), occurredAt: 0 })
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      store.clock.now = at('10:00')
      ana.set('cola', 9, { bin: 'A1' })
      await ana.submit()
      store.clock.now = at('11:00')
      sell(2, '10:30')
      await reconcileWhenReady(store.ctx, runId)
      return { runId, ana }
    }

    async function approve(runId: RunId, precedence?: 'difference-wins' | 'count-wins') {
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      const reply = await decide(store.ctx, store.actor('chloe'), runId, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: await store.reason('damaged'),
        note: '',
        ...(precedence ? { precedence } : {}),
      })
      await deliverOnce(store.ctx)
      return { reply, varianceId: lines[0]?.varianceId ?? fakeId('none') }
    }

    const onShelf = () => store.backend.onHand('cola', 'bin-A1')

    test('the difference wins unless somebody says otherwise: the sale after the count stays', async () => {
      const { runId } = await countedThenSold()
      const { varianceId } = await approve(runId)
      expect(onShelf()).toBe(pieces(7))
      const { line } = await varianceDetail(store.ctx, store.actor('chloe'), varianceId)
      expect(line).toMatchObject({
        varianceMilli: -pieces(1),
        movedSinceMilli: -pieces(2),
        decision: { precedence: 'difference-wins' },
      })
    })

    test('where the count wins the book becomes what was counted, and the choice stands everywhere', async () => {
      const { runId } = await countedThenSold()
      const { reply, varianceId } = await approve(runId, 'count-wins')
      expect(reply).toEqual({ decided: 1, proposals: 1, waiting: 0 })
      expect(onShelf()).toBe(pieces(9))

      const detail = await varianceDetail(store.ctx, store.actor('chloe'), varianceId)
      expect(detail.line).toMatchObject({
        varianceMilli: -pieces(1),
        decision: { precedence: 'count-wins' },
      })
      expect(detail.timeline).toContainEqual(
        expect.objectContaining({ what: 'decision', precedence: 'count-wins' }),
      )
      const proposal = await store.ctx.db.read
        .selectFrom('proposed_actions')
        .select(['delta_milli', 'basis'])
        .executeTakeFirstOrThrow()
      expect(proposal.delta_milli).toBe(pieces(1))
      expect(JSON.parse(proposal.basis)).toMatchObject({
        precedence: 'count-wins',
        expectedMilli: pieces(10),
        countedMilli: pieces(9),
        movedSinceMilli: -pieces(2),
      })
      expect(store.backend.adjustments).toMatchObject([
        { deltaMilli: pieces(1), basis: { expectedMilli: pieces(8), countedMilli: pieces(9) } },
      ])
      const { rows } = await auditPage(store.ctx, store.actor('chloe'), {
        facilityId: store.facilityId,
        subjectId: varianceId,
      })
      const approved = rows.find((row) => row.tag === 'variance.approved')
      expect(JSON.parse(approved?.after ?? '')).toMatchObject({
        precedence: 'count-wins',
        movedSince: -pieces(2),
      })
    })

    test('what is sold between the review and the approval is no new version, and the count still wins', async () => {
      const { runId } = await countedThenSold()
      const seen = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      store.clock.now = at('12:00')
      sell(3, '11:30')
      const reply = await decide(store.ctx, store.actor('chloe'), runId, {
        lines: seen.lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: await store.reason('damaged'),
        note: '',
        precedence: 'count-wins',
      })
      expect(reply.proposals).toBe(1)
      // Not yet delivered: this one is sold on top.
      sell(1, '12:00')
      await deliverOnce(store.ctx)
      expect(onShelf()).toBe(pieces(8))
    })

    test('where the count is what the book holds by now and wins, there is nothing to book', async () => {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(10), occurredAt: 0 })
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      store.clock.now = at('10:00')
      ana.set('cola', 8, { bin: 'A1' })
      await ana.submit()
      store.clock.now = at('11:00')
      sell(2, '10:30')
      await reconcileWhenReady(store.ctx, runId)
      const { reply } = await approve(runId, 'count-wins')
      expect(reply).toEqual({ decided: 1, proposals: 0, waiting: 0 })
      expect(onShelf()).toBe(pieces(8))
    })

    test('where nothing moved there is nothing to choose', async () => {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(10), occurredAt: 0 })
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 8, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const { varianceId } = await approve(runId, 'count-wins')
      expect(onShelf()).toBe(pieces(8))
      const { line } = await varianceDetail(store.ctx, store.actor('chloe'), varianceId)
      expect(line.decision?.precedence).toBeNull()
    })

    test('stock that is committed to orders is offered as an explanation of what is missing', async () => {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(8), occurredAt: 0 })
      store.backend.book({
        product: 'cola',
        location: 'bin-A1',
        quantityMilli: pieces(2),
        stockState: 'reserved',
        occurredAt: 0,
      })
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 7, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      const detail = await varianceDetail(
        store.ctx,
        store.actor('chloe'),
        lines[0]?.varianceId ?? fakeId('none'),
      )
      expect(detail.committedMilli).toBe(pieces(2))
      expect(detail.explanation).toContain(
        '2 of it are committed to orders; picked already, that explains 2 of what is missing.',
      )
    })
  })
}
