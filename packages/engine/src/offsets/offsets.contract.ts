import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decide } from '../deciding/decide.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { retryProposal } from '../delivery/retry-proposal.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { proposalList } from '../reports/proposals.ts'
import { review } from '../reports/review.ts'
import { openStore, pieces, type Product, type Store } from '../testing/store-day.ts'
import { acceptOffset, rejectOffset } from './answer-offset.ts'
import { offsetOffers } from './offers.ts'

/** What variances that cancel out must come to alike on both databases. */
export function offsetsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`offsetting variances on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    /** Ana counts the front as said; the book has five of each line. */
    async function counted(lines: readonly (readonly [Product, 'A1' | 'A2', number])[]): Promise<RunId> {
      for (const [product, bin] of lines) {
        store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces(5), occurredAt: 0 })
      }
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      for (const [product, bin, count] of lines) ana.set(product, count, { bin })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      return runId
    }
    /** Two colas short on A1, two over on A2. */
    const moved = () =>
      counted([
        ['cola', 'A1', 3],
        ['cola', 'A2', 7],
      ])
    const offers = async (runId: RunId) => (await offsetOffers(store.ctx, store.actor('chloe'), runId)).offers

    async function offered(runId: RunId) {
      const [offer] = await offers(runId)
      if (!offer) throw new Error('nothing is offered')
      const line = ({ varianceId, version }: (typeof offer)['from']) => ({ varianceId, version })
      return { from: line(offer.from), to: line(offer.to) }
    }

    async function accepted(runId: RunId) {
      const reasonId = await store.reason('misplaced')
      const reply = await acceptOffset(store.ctx, store.actor('chloe'), runId, {
        ...(await offered(runId)),
        reasonId,
        note: 'On the wrong shelf',
      })
      await deliverOnce(store.ctx)
      return reply
    }

    async function proposals(runId: RunId) {
      const list = await proposalList(store.ctx, store.actor('chloe'), { runId })
      return list.proposals
        .toSorted((a, b) => a.deltaMilli - b.deltaMilli)
        .map(({ locationCode, deltaMilli, status, otherHalf }) => [
          locationCode,
          deltaMilli,
          status,
          otherHalf,
        ])
    }

    test('as much short in one bin as over in another is offered as one move', async () => {
      const runId = await moved()
      expect(await offers(runId)).toMatchObject([
        {
          kind: 'place',
          quantityMilli: pieces(2),
          from: { sku: 'COLA', locationCode: 'A1', varianceMilli: -pieces(2) },
          to: { sku: 'COLA', locationCode: 'A2', varianceMilli: pieces(2) },
        },
      ])
    })

    test('two products that share a code are offered as taken for one another', async () => {
      const runId = await counted([
        ['mugRed', 'A1', 4],
        ['mugBlue', 'A1', 6],
        ['tea', 'A1', 6],
      ])
      expect(await offers(runId)).toMatchObject([
        { kind: 'code', from: { sku: 'MUGRED' }, to: { sku: 'MUGBLUE' } },
      ])
    })

    test('one decision books both halves, and the book is as was counted', async () => {
      const runId = await moved()
      expect(await accepted(runId)).toEqual({ decided: 2, proposals: 2, waiting: 0 })
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'accepted', 'accepted'],
        ['A2', pieces(2), 'accepted', 'accepted'],
      ])
      expect(store.backend.onHand('cola', 'bin-A1')).toBe(pieces(3))
      expect(store.backend.onHand('cola', 'bin-A2')).toBe(pieces(7))
      expect(store.backend.adjustments.map(({ deltaMilli }) => deltaMilli)).toEqual([-pieces(2), pieces(2)])
      expect(await offers(runId)).toEqual([])
    })

    test('where taking off is rejected nothing is put anywhere, and both halves say so', async () => {
      const runId = await moved()
      store.backend.faults.plan('push', 'rejected')
      await accepted(runId)
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'rejected', 'rejected'],
        ['A2', pieces(2), 'rejected', 'rejected'],
      ])
      const list = await proposalList(store.ctx, store.actor('chloe'), { runId })
      expect(list.proposals.map(({ message }) => message)).toContain(
        'The other half of this move was not booked: The books are closed for this item.',
      )
      expect(store.backend.adjustments).toEqual([])
    })

    test('ADJ-6 the second half waits for the answer to the first where that comes by an event, and holds nothing else back', async () => {
      const runId = await moved()
      store.backend.faults.plan('push', 'asked')
      await accepted(runId)
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'asked', 'pending'],
        ['A2', pieces(2), 'pending', 'asked'],
      ])
      expect(await deliverOnce(store.ctx)).toBe(0)
      expect(store.backend.adjustments).toHaveLength(1)
      const list = await proposalList(store.ctx, store.actor('chloe'), { runId, status: 'asked' })
      for (const { proposalId } of list.proposals)
        await retryProposal(store.ctx, store.actor('chloe'), proposalId)
      expect(await deliverOnce(store.ctx)).toBe(2)
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'accepted', 'accepted'],
        ['A2', pieces(2), 'accepted', 'accepted'],
      ])
      expect(store.backend.adjustments).toHaveLength(2)
    })

    test('what became of the first half is waited for; tried again by a person both are booked once', async () => {
      const runId = await moved()
      store.backend.faults.plan('push', 'lost-before')
      const reasonId = await store.reason('misplaced')
      await acceptOffset(store.ctx, store.actor('chloe'), runId, {
        ...(await offered(runId)),
        reasonId,
        note: '',
      })
      await deliverOnce(store.ctx, { maxAttempts: 1 })
      await deliverOnce(store.ctx, { maxAttempts: 1 })
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'failed', 'failed'],
        ['A2', pieces(2), 'failed', 'failed'],
      ])
      expect(store.backend.adjustments).toEqual([])
      const list = await proposalList(store.ctx, store.actor('chloe'), { runId })
      for (const { proposalId } of list.proposals.toSorted((a, b) => a.deltaMilli - b.deltaMilli)) {
        await retryProposal(store.ctx, store.actor('chloe'), proposalId)
      }
      await deliverOnce(store.ctx)
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'accepted', 'accepted'],
        ['A2', pieces(2), 'accepted', 'accepted'],
      ])
      expect(store.backend.adjustments).toHaveLength(2)
    })

    test('a half that is rejected after the other was booked is told on both', async () => {
      const runId = await moved()
      store.backend.faults.plan('push', 'none', 'rejected')
      await accepted(runId)
      expect(await proposals(runId)).toEqual([
        ['A1', -pieces(2), 'accepted', 'rejected'],
        ['A2', pieces(2), 'rejected', 'accepted'],
      ])
    })

    test('a pair that was rejected is not offered again, nor when it is compared once more', async () => {
      const runId = await moved()
      const { from, to } = await offered(runId)
      const body = { from: from.varianceId, to: to.varianceId }
      expect((await rejectOffset(store.ctx, store.actor('chloe'), runId, body)).offers).toEqual([])
      await rejectOffset(store.ctx, store.actor('chloe'), runId, body)
      store.clock.now += 60_000
      await reconcileWhenReady(store.ctx, runId)
      expect(await offers(runId)).toEqual([])
      const open = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      expect(open.lines).toHaveLength(2)
    })

    test('two lines that do not cancel out are no move, and nothing of them is decided', async () => {
      const runId = await counted([
        ['cola', 'A1', 3],
        ['tea', 'A2', 7],
      ])
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
      const [from, to] = lines.map(({ varianceId, version }) => ({ varianceId, version }))
      const body = {
        from: from ?? expect.fail(),
        to: to ?? expect.fail(),
        reasonId: await store.reason('misplaced'),
        note: '',
      }
      await expect(acceptOffset(store.ctx, store.actor('chloe'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'not-ready', message: 'These two lines do not cancel out.' },
      })
      expect((await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })).lines).toHaveLength(2)
    })

    test('nobody accepts a move of what they counted, and a line decided meanwhile is none', async () => {
      const runId = await moved()
      const body = { ...(await offered(runId)), reasonId: await store.reason('misplaced'), note: '' }
      const ana = { ...store.actor('ana'), grants: store.actor('chloe').grants }
      await expect(acceptOffset(store.ctx, ana, runId, body)).rejects.toMatchObject({
        problem: { kind: 'own-count' },
      })
      await decide(store.ctx, store.actor('dora'), runId, {
        lines: [body.from],
        outcome: 'rejected',
        reasonId: body.reasonId,
        note: 'It lies there',
      })
      await expect(acceptOffset(store.ctx, store.actor('chloe'), runId, body)).rejects.toMatchObject({
        problem: { kind: 'already-decided' },
      })
      expect(await offers(runId)).toEqual([])
    })
  })
}
