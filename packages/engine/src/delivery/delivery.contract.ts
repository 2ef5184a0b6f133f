import type { Adjustment } from '@cyclecount/backend-port'
import type { ProposalId, RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decide } from '../deciding/decide.ts'
import type { EngineContext } from '../context.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { proposalList } from '../reports/proposals.ts'
import { review } from '../reports/review.ts'
import { openStore, pieces, type Store } from '../testing/store-day.ts'
import { auditPage } from '../audit/audit-page.ts'
import { deliverOnce } from './deliver.ts'
import { backendList, pauseBackend } from './pause-backend.ts'
import { retryProposal } from './retry-proposal.ts'
import { answerReversal, reverseProposal } from './reversal-requests.ts'
import { startDelivery } from './start-delivery.ts'

const LEASE_MS = 20_000

/** What delivering must do alike on both databases. */
export function deliveryContract(
  name: string,
  freshUrl: () => string | Promise<string>,
  { takesTogether }: { readonly takesTogether: boolean },
): void {
  describe(`delivering on ${name}, ${takesTogether ? 'several offers in a call' : 'one by one'}`, () => {
    let store: Store
    let theRun: RunId

    beforeEach(async () => {
      // Observations are told apart from adjustments elsewhere; here every call is one about the book.
      store = await openStore(await freshUrl(), {
        capabilities: { countObservations: false },
        takesTogether,
      })
    })
    afterEach(() => store.close())

    /** Cola one short, tea two over, both approved and waiting. */
    async function approved(): Promise<void> {
      for (const [product, bin] of [
        ['cola', 'A1'],
        ['tea', 'A2'],
      ]) {
        store.backend.book({
          product: product ?? '',
          location: `bin-${bin}`,
          quantityMilli: pieces(5),
          occurredAt: 0,
        })
      }
      const runId = await store.plan({ front: ['ana'] })
      theRun = runId
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 4, { bin: 'A1' })
      ana.set('tea', 7, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approveAll(runId)
    }

    async function approveAll(runId: RunId): Promise<void> {
      const { lines } = await review(store.ctx, store.actor('chloe'), runId, {
        status: 'open',
        sort: 'title',
      })
      await decide(store.ctx, store.actor('chloe'), runId, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: await store.reason('miscounted-before'),
        note: '',
      })
    }

    async function proposals() {
      const list = await proposalList(store.ctx, store.actor('chloe'), {})
      return list.proposals.toSorted((a, b) => (a.title < b.title ? -1 : 1))
    }

    function books(): readonly number[] {
      return [store.backend.onHand('cola', 'bin-A1') / 1000, store.backend.onHand('tea', 'bin-A2') / 1000]
    }

    /** Between two offers of one adjustment the backend was asked what became of the first. */
    function expectNoBlindRepeat(): void {
      const writes = store.backend.calls.filter(({ key }) => key !== '')
      for (const [, calls] of Map.groupBy(writes, ({ key }) => key)) {
        const sequence = calls.map(({ call }) => call).join(' ')
        expect(sequence).not.toContain('push push')
      }
    }

    /** Beats until nothing moves any more, with enough time between for every lease and wait to end. */
    async function settleAll(ctx: EngineContext = store.ctx): Promise<void> {
      for (let beat = 0; beat < 20; beat += 1) {
        store.clock.now += 10 * 60_000
        await deliverOnce(ctx)
      }
    }

    test('ADJ-3 each proposal changes the book once, and delivering again changes nothing', async () => {
      await approved()
      expect(await deliverOnce(store.ctx)).toBe(2)
      expect(books()).toEqual([4, 7])
      expect(await deliverOnce(store.ctx)).toBe(0)
      expect(store.backend.adjustments).toHaveLength(2)
      expect(store.backend.calls.filter((call) => call.call === 'look-up')).toEqual([])
      expect(await proposals()).toMatchObject([
        { title: 'cola', status: 'accepted', documentId: 'M3', attempts: 1, settledAt: store.clock.now },
        { title: 'tea', status: 'accepted', documentId: 'M4', attempts: 1 },
      ])
    })

    test('ADJ-5 our mirror of the balance shows what was accepted, and what is available with it', async () => {
      await approved()
      await deliverOnce(store.ctx)
      const rows = await store.ctx.db.read
        .selectFrom('inventory_balance')
        .select(['product_id', 'location_id', 'quantity_on_hand_milli', 'quantity_available_milli'])
        .where('facility_id', '=', store.facilityId)
        .orderBy('quantity_on_hand_milli')
        .execute()
      expect(rows).toEqual([
        {
          product_id: store.product('cola'),
          location_id: store.bin('A1'),
          quantity_on_hand_milli: pieces(4),
          quantity_available_milli: pieces(4),
        },
        {
          product_id: store.product('tea'),
          location_id: store.bin('A2'),
          quantity_on_hand_milli: pieces(7),
          quantity_available_milli: pieces(7),
        },
      ])
    })

    test('ADJ-5 what the backend says of a place is not shown twice where the mirror has it in another state', async () => {
      store.backend.book({
        product: 'cola',
        location: 'bin-A1',
        quantityMilli: pieces(1),
        stockState: 'damaged',
        occurredAt: 0,
      })
      await approved()
      await deliverOnce(store.ctx)
      expect(store.backend.onHand('cola', 'bin-A1')).toBe(pieces(4))
      const rows = await store.ctx.db.read
        .selectFrom('inventory_balance')
        .select(['stock_state', 'quantity_on_hand_milli', 'quantity_available_milli'])
        .where('product_id', '=', store.product('cola'))
        .orderBy('stock_state')
        .execute()
      expect(rows).toEqual([
        { stock_state: 'available', quantity_on_hand_milli: pieces(3), quantity_available_milli: pieces(3) },
        { stock_state: 'damaged', quantity_on_hand_milli: pieces(1), quantity_available_milli: 0 },
      ])
    })

    test('ADJ-5 what the backend took from another lot is not shown as what is left of the lot that was named', async () => {
      for (const [lot, count] of [
        ['L1', 5],
        ['L2', 4],
      ] as const) {
        const what = { product: 'milk', location: 'bin-A1', lot, occurredAt: 0 }
        store.backend.book({ ...what, quantityMilli: pieces(count) })
      }
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('milk', 7, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approveAll(runId)
      const takesFromTheOther = {
        ...store.ctx,
        adapterOf: () => ({
          ...store.backend.adapter,
          push: async ({ lot, among }: Adjustment) => {
            expect([lot, among?.map((position) => position.lot)]).toEqual(['L1', ['L1', 'L2']])
            return { kind: 'accepted', documentId: 'D1', onHandAfterMilli: pieces(2), message: '' } as const
          },
        }),
      }
      expect(await deliverOnce(takesFromTheOther)).toBe(1)
      const rows = await store.ctx.db.read
        .selectFrom('inventory_balance')
        .select('quantity_on_hand_milli')
        .where('product_id', '=', store.product('milk'))
        .execute()
      expect(rows.reduce((sum, row) => sum + row.quantity_on_hand_milli, 0)).toBe(pieces(7))
    })

    test('ADJ-3 a lost reply is looked up, never offered again blindly', async () => {
      await approved()
      store.backend.faults.plan('push', 'lost-after', 'lost-before')
      await settleAll()
      expect(books()).toEqual([4, 7])
      expect(
        store.backend.calls
          .filter(({ call }) => call !== 'on-hand' && call !== 'movements')
          .map(({ call }) => call),
      ).toEqual(['push', 'look-up', 'push', 'look-up', 'push'])
      expect((await proposals()).map((row) => row.status)).toEqual(['accepted', 'accepted'])
    })

    test('ADJ-3 an adapter that throws is as a lost reply, whether it took effect before or not', async () => {
      await approved()
      store.backend.faults.plan('push', 'throw-after', 'throw-before')
      await settleAll()
      expect(books()).toEqual([4, 7])
      expectNoBlindRepeat()
      expect(store.backend.adjustments).toHaveLength(2)
    })

    test('ADJ-3 the order within a facility is kept: what cannot go yet holds back what comes after', async () => {
      await approved()
      store.backend.faults.plan('push', 'not-now')
      expect(await deliverOnce(store.ctx, { random: () => 0 })).toBe(0)
      expect(store.backend.adjustments).toEqual([])
      store.clock.now += 499
      expect(await deliverOnce(store.ctx)).toBe(0)
      store.clock.now += 1
      expect(await deliverOnce(store.ctx)).toBe(2)
      expect(store.backend.adjustments.map((adjustment) => adjustment.product)).toEqual(['cola', 'tea'])
    })

    test('what the backend rejects is rejected in its own words and holds nothing back', async () => {
      await approved()
      store.backend.faults.plan('push', 'rejected')
      await deliverOnce(store.ctx)
      expect(await proposals()).toMatchObject([
        {
          title: 'cola',
          status: 'rejected',
          message: 'The books are closed for this item.',
          documentId: null,
        },
        { title: 'tea', status: 'accepted' },
      ])
      expect(books()).toEqual([5, 7])
    })

    test('ADJ-3 after too many tries a proposal has failed, and a person’s retry looks up before it offers', async () => {
      await approved()
      store.backend.faults.plan('push', 'lost-after')
      store.backend.faults.plan('look-up', 'lost-before', 'lost-before')
      for (let beat = 0; beat < 4; beat += 1) {
        await deliverOnce(store.ctx, { maxAttempts: 3 })
        store.clock.now += 60 * 60_000
      }
      const [cola, tea] = await proposals()
      expect([cola?.status, tea?.status]).toEqual(['failed', 'accepted'])
      expect(books()).toEqual([4, 7])

      const failed: ProposalId = cola?.proposalId ?? expect.fail()
      await retryProposal(store.ctx, store.actor('chloe'), failed)
      await deliverOnce(store.ctx)
      expect((await proposals())[0]).toMatchObject({ status: 'accepted', documentId: 'M3' })
      expect(store.backend.adjustments).toHaveLength(2)
      await expect(retryProposal(store.ctx, store.actor('chloe'), failed)).rejects.toMatchObject({
        problem: { kind: 'not-ready' },
      })
    })

    async function toReverse(title: string): Promise<ProposalId> {
      const found = (await proposals()).find((one) => one.title === title && one.reversedBy === null)
      if (!found) throw new Error(`no proposal of ${title} to reverse`)
      return found.proposalId
    }

    async function reversalOf(
      who: Parameters<Store['actor']>[0],
      title: string,
      note = 'the shelf was counted twice',
      known?: ProposalId,
    ) {
      const proposalId = known ?? (await toReverse(title))
      const body = { reasonId: await store.reason('miscounted-before'), note }
      await reverseProposal(store.ctx, store.actor(who), { proposalId }, body)
      const yes = { outcome: 'approved' as const, note: '' }
      return answerReversal(store.ctx, store.actor('dora'), { proposalId }, yes)
    }

    test('ADJ-4 an accepted adjustment is reversed by a linked one: the book is as before, and nothing is rewritten', async () => {
      expect(await proposals()).toEqual([])
      await approved()
      await deliverOnce(store.ctx)
      const { proposalId } = await reversalOf('chloe', 'cola')
      expect(await deliverOnce(store.ctx)).toBe(1)
      expect(await deliverOnce(store.ctx)).toBe(0)
      expect(books()).toEqual([5, 7])
      const [cola, reversal] = (await proposals())
        .filter(({ title }) => title === 'cola')
        .toSorted((a, b) => a.deltaMilli - b.deltaMilli)
      expect(cola).toMatchObject({
        status: 'accepted',
        documentId: 'M3',
        deltaMilli: pieces(-1),
        reverses: null,
        reversedBy: { proposalId, status: 'accepted' },
      })
      expect(reversal).toMatchObject({
        proposalId,
        status: 'accepted',
        deltaMilli: pieces(1),
        note: 'the shelf was counted twice',
        reverses: { proposalId: cola?.proposalId, documentId: 'M3' },
        reversedBy: null,
      })
      const audit = await auditPage(store.ctx, store.actor('chloe'), { facilityId: store.facilityId })
      expect(audit.rows.find(({ tag }) => tag === 'proposal.reversed')).toMatchObject({
        subjectId: cola?.proposalId,
        actor: 'dora',
        reason: 'the shelf was counted twice',
      })
    })

    test('ADJ-4 of two people who reverse at once one is told; what reversed can be reversed', async () => {
      await approved()
      await deliverOnce(store.ctx)
      // Both mean the accepted one: whoever looks it up later would find the other's reversal.
      const tea = await toReverse('tea')
      const both = await Promise.allSettled(
        ['first', 'second'].map((note) => reversalOf('chloe', 'tea', note, tea)),
      )
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { problem: { kind: 'already-decided' } },
      })
      // Not accepted yet.
      await expect(reversalOf('chloe', 'tea')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      await deliverOnce(store.ctx)
      expect(books()).toEqual([4, 5])
      await reversalOf('chloe', 'tea', 'it was right at first')
      await deliverOnce(store.ctx)
      expect(books()).toEqual([4, 7])
    })

    test('ADJ-4 who asked for a reversal does not approve it, and may withdraw it', async () => {
      await approved()
      await deliverOnce(store.ctx)
      const proposalId = await toReverse('cola')
      const body = { reasonId: await store.reason('miscounted-before'), note: 'found behind' }
      await reverseProposal(store.ctx, store.actor('chloe'), { proposalId }, body)
      const answer = (who: 'chloe' | 'dora', outcome: 'approved' | 'declined') =>
        answerReversal(store.ctx, store.actor(who), { proposalId }, { outcome, note: 'no' })
      await expect(answer('chloe', 'approved')).rejects.toMatchObject({ problem: { kind: 'own-count' } })
      expect(await deliverOnce(store.ctx)).toBe(0)
      expect((await proposals()).find((one) => one.proposalId === proposalId)).toMatchObject({
        status: 'accepted',
        reversalAsked: { by: 'chloe', note: 'found behind' },
        reversedBy: null,
      })
      expect(await answer('chloe', 'declined')).toEqual({ proposalId: null })
      await expect(answer('dora', 'approved')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      expect(books()).toEqual([4, 7])
      await reverseProposal(store.ctx, store.actor('chloe'), { proposalId }, body)
      await answer('dora', 'approved')
      await deliverOnce(store.ctx)
      expect(books()).toEqual([5, 7])
    })

    test('ADJ-4 nobody reverses what they counted, what is not accepted, or what is elsewhere', async () => {
      await approved()
      await expect(reversalOf('chloe', 'cola')).rejects.toMatchObject({ problem: { kind: 'not-ready' } })
      await deliverOnce(store.ctx)
      const counter = { ...store.actor('chloe'), personId: store.actor('ana').personId }
      const [cola] = await proposals()
      const body = { reasonId: await store.reason('miscounted-before'), note: 'mine' }
      const params = { proposalId: cola?.proposalId as ProposalId }
      await expect(reverseProposal(store.ctx, counter, params, body)).rejects.toMatchObject({
        problem: { kind: 'own-count' },
      })
      await expect(reverseProposal(store.ctx, store.actor('ana'), params, body)).rejects.toMatchObject({
        problem: { kind: 'not-found' },
      })
      expect(books()).toEqual([4, 7])
      expect(await deliverOnce(store.ctx)).toBe(0)
    })

    test('ADJ-4 after a reversal the line stays as it was decided, and nothing is proposed anew by itself', async () => {
      await approved()
      await deliverOnce(store.ctx)
      await reversalOf('chloe', 'cola')
      await deliverOnce(store.ctx)
      await reconcileWhenReady(store.ctx, theRun)
      const { lines } = await review(store.ctx, store.actor('chloe'), theRun, {
        status: 'open',
        sort: 'title',
      })
      expect(lines).toEqual([])
      expect(await deliverOnce(store.ctx)).toBe(0)
      expect(books()).toEqual([5, 7])
    })

    test('a paused backend is left alone until it is taken up again', async () => {
      await approved()
      const set = (paused: boolean) =>
        pauseBackend(store.ctx, store.actor('hugo'), store.backendId, { paused, reason: 'It is moved' })
      const at = store.clock.now
      await set(true)
      await settleAll()
      expect(books()).toEqual([5, 5])
      expect(await backendList(store.ctx, store.actor('chloe'))).toEqual({
        backends: [
          {
            backendId: store.backendId,
            name: expect.any(String) as string,
            facilities: ['Lisbon'],
            paused: { at, by: 'hugo', reason: 'It is moved' },
            waiting: 2,
            mayPause: false,
          },
        ],
      })
      await expect(set(true)).rejects.toMatchObject({ problem: { kind: 'changed-meanwhile' } })
      await set(false)
      await deliverOnce(store.ctx)
      expect(books()).toEqual([4, 7])
      const { rows } = await auditPage(store.ctx, store.actor('hugo'), { facilityId: store.facilityId })
      expect(rows.filter((row) => row.tag.startsWith('backend.'))).toMatchObject([
        { tag: 'backend.resumed', actor: 'hugo', reason: 'It is moved' },
        { tag: 'backend.paused', actor: 'hugo', reason: 'It is moved' },
      ])
    })

    test('who answers for some of its facilities only does not pause a backend for all of them', async () => {
      const hugo = store.actor('hugo')
      const away = { code: 'OTHER', name: 'Other', facility_id: store.ctx.newId<Store['facilityId']>() }
      await store.ctx.db.write(async (tx) => {
        const here = await tx.selectFrom('facility').selectAll().executeTakeFirstOrThrow()
        await tx
          .insertInto('facility')
          .values({ ...here, ...away })
          .execute()
      })
      const some = { ...hugo, grants: [{ role: 'planner' as const, facilityId: store.facilityId }] }
      const body = { paused: true, reason: 'mine' }
      await expect(pauseBackend(store.ctx, some, store.backendId, body)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      expect((await backendList(store.ctx, some)).backends).toMatchObject([
        { paused: null, facilities: ['Lisbon'], mayPause: false },
      ])
      expect((await backendList(store.ctx, hugo)).backends).toMatchObject([{ mayPause: true }])
    })

    test('ADJ-3 two processes draining one facility deliver each proposal once', async () => {
      await approved()
      const two = await store.process('two')
      const three = await store.process('three')
      await Promise.all([deliverOnce(store.ctx), deliverOnce(two), deliverOnce(three)])
      await Promise.all([deliverOnce(store.ctx), deliverOnce(two), deliverOnce(three)])
      expect(books()).toEqual([4, 7])
      expect(store.backend.calls.filter(({ call }) => call === 'push')).toHaveLength(2)
    })

    test('ADJ-3 a process that was only slow cannot write over the one that took its lane', async () => {
      await approved()
      const slow = await store.process('slow')
      store.backend.faults.plan('push', 'hang-after')
      const hung = store.backend.faults.nextHang()
      const lost = deliverOnce(slow)
      await hung
      expect(await deliverOnce(store.ctx)).toBe(0)
      store.clock.now += LEASE_MS
      expect(await deliverOnce(store.ctx)).toBe(2)
      store.backend.faults.release({ kind: 'rejected', message: 'Late and wrong.' })
      expect(await lost).toBe(0)
      expect((await proposals()).map((row) => row.status)).toEqual(['accepted', 'accepted'])
      expect(store.backend.adjustments).toHaveLength(2)
    })

    test('ADJ-3 what was being asked when the process died stays to be looked up, however often something else comes first', async () => {
      await approved()
      store.backend.faults.plan('push', 'none', 'hang-after')
      const hung = store.backend.faults.nextHang()
      void deliverOnce(store.ctx)
      await hung
      store.backend.faults.plan('look-up', 'lost-before', 'lost-before')
      await settleAll()
      expect(books()).toEqual([4, 7])
      expectNoBlindRepeat()
    })

    test('in the background it delivers by itself and stops when it is told to', async () => {
      const delivery = startDelivery(store.ctx)
      await approved()
      const isDone = new Promise<void>((resolve) => {
        const watch = setInterval(() => {
          if (store.backend.adjustments.length < 2) return
          clearInterval(watch)
          resolve()
        }, 5)
      })
      delivery.wake()
      await isDone
      await delivery.stop()
      expect((await proposals()).map((row) => row.status)).toContain('accepted')
      expect(books()).toEqual([4, 7])
    })
  })
}
