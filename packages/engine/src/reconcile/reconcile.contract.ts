import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mirroredOnHand } from '../company/mirror.ts'
import { decide } from '../deciding/decide.ts'
import { decideLate } from '../deciding/decide-late.ts'
import { matchCode } from '../deciding/match-code.ts'
import { submitFacility } from '../submitting/submit-facility.ts'
import { deliverOnce } from '../delivery/deliver.ts'
import { voidSession } from '../ingest/void-session.ts'
import { assignAreas, releaseArea } from '../planning/assign.ts'
import { runProgress } from '../progress/run-progress.ts'
import { sessionHistory } from '../progress/session-history.ts'
import { checklist } from '../reports/checklist.ts'
import { exportReview } from '../reports/export-review.ts'
import { lateScans } from '../reports/late-scans.ts'
import { review } from '../reports/review.ts'
import { skuTotals } from '../reports/sku-totals.ts'
import { unknownCodes } from '../reports/unknown-codes.ts'
import { varianceDetail } from '../reports/variance-detail.ts'
import { at, openStore, pieces, products, type Product, type Store } from '../testing/store-day.ts'
import { fakeId, type DeviceId, type RunId } from '@cyclecount/domain'
import { findFacilityCount } from './facility-count.ts'
import { reconcileRun, reconcileWhenReady } from './reconcile-run.ts'

/** What reconciling must do alike on both databases, told as days in a store. */
export function reconcileContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`reconciling on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    /** What was booked before the store opened. */
    function shelved(
      product: Product,
      bin: string | null,
      count: number,
      more: { lot?: string; stockState?: string; unit?: string } = {},
    ) {
      const location = bin === null ? null : `bin-${bin}`
      store.backend.book({
        product,
        location,
        quantityMilli: pieces(count),
        occurredAt: at('07:00'),
        ...more,
      })
    }

    function sold(product: Product, bin: string, count: number, when: string, booked = when) {
      const recordedAt = at(booked)
      const entry = { product, location: `bin-${bin}`, quantityMilli: -pieces(count), kind: 'sale' }
      store.backend.book({ ...entry, occurredAt: at(when), recordedAt })
    }

    /** The lines of the run as [product, bin, state, expected, counted, decision]. */
    async function lines(runId: RunId) {
      const found = await review(store.ctx, store.actor('chloe'), runId, { sort: 'location' })
      return found.lines.map((line) => [
        line.title,
        line.locationCode,
        line.countedState,
        line.expectedMilli / 1000,
        line.countedMilli / 1000,
        line.decision?.outcome ?? 'open',
      ])
    }

    async function onlyAna(): Promise<{ runId: RunId; ana: Awaited<ReturnType<Store['phone']>> }> {
      const runId = await store.plan({ front: ['ana'] })
      return { runId, ana: await store.phone(runId, 'ana', 'front') }
    }

    /** Ana counts the front; Ben went through the back and found nothing. */
    async function anaAndBen(items?: readonly Product[]) {
      const runId = await store.plan({ front: ['ana'], back: ['ben'], ...(items ? { items } : {}) })
      const ben = await store.phone(runId, 'ben', 'back')
      await ben.submit()
      return { runId, ana: await store.phone(runId, 'ana', 'front') }
    }

    test('REC-3 a store that sells while it counts is not accused of shrink', async () => {
      shelved('cola', 'A1', 14)
      const { runId, ana } = await onlyAna()
      store.clock.now = at('13:40')
      ana.scan('cola', { bin: 'A1', times: 14 })
      sold('cola', 'A1', 2, '13:55')
      store.clock.now = at('14:03')
      await ana.submit()
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(true)

      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 14, 14, 'no-variance']])
      const [line] = (await review(store.ctx, store.actor('chloe'), runId, {})).lines
      expect(line).toMatchObject({ movedSinceMilli: -pieces(2), movements: 1, asOfCount: true })
      const { explanation } = await varianceDetail(
        store.ctx,
        store.actor('chloe'),
        line?.varianceId ?? expect.fail(),
      )
      expect(explanation).toBe(
        'Read 12 at 14:03 in the books; 2 sold after it was counted at 13:40, so 14 were expected; 14 counted.',
      )
    })

    test('REC-3 a sale before the count that is booked late is not shrink either', async () => {
      shelved('cola', 'A1', 14)
      const { runId, ana } = await onlyAna()
      store.clock.now = at('13:40')
      ana.scan('cola', { bin: 'A1', times: 13 })
      store.clock.now = at('14:00')
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 14, 13, 'open']])

      store.clock.now = at('14:30')
      sold('cola', 'A1', 1, '13:30', '14:30')
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 13, 13, 'no-variance']])
      const [line] = (await review(store.ctx, store.actor('chloe'), runId, {})).lines
      const detail = await varianceDetail(store.ctx, store.actor('chloe'), line?.varianceId ?? expect.fail())
      expect(detail.versions.map((version) => version.expectedMilli)).toEqual([pieces(14), pieces(13)])
    })

    test('a phone whose clock was wrong all day does not undo the day in the book', async () => {
      shelved('cola', 'A1', 14)
      const { runId, ana } = await onlyAna()
      store.clock.now = at('05:00')
      ana.scan('cola', { bin: 'A1', times: 14 })
      store.clock.now = at('14:00')
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 14, 14, 'no-variance']])
    })

    test('REC-1 expected is all that lies there, in every state, but not what is in transit', async () => {
      shelved('cola', 'A1', 5)
      shelved('cola', 'A1', 2, { stockState: 'reserved' })
      shelved('cola', 'A1', 1, { stockState: 'quarantine' })
      shelved('cola', 'A1', 1, { stockState: 'damaged' })
      shelved('cola', 'A1', 7, { stockState: 'in-transit' })
      const { runId, ana } = await onlyAna()
      ana.set('cola', 9, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 9, 9, 'no-variance']])
      const found = await review(store.ctx, store.actor('chloe'), runId, {})
      expect(found.readAt).toBe(store.clock.now)
    })

    test('PLAN-4 what nobody found is listed, apart from bins that were found empty', async () => {
      shelved('cola', 'A1', 3)
      shelved('crisps', 'A2', 4)
      shelved('tea', 'B1', -2)
      const { runId, ana } = await anaAndBen()
      ana.scan('cola', { bin: 'A1', times: 3 })
      ana.foundEmpty('A2')
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 3, 3, 'no-variance'],
        ['crisps', 'A2', 'confirmed-empty', 4, 0, 'open'],
        ['tea', 'B1', 'not-found', -2, 0, 'open'],
      ])
    })

    test('nothing is missing where nobody went, and the count cannot be submitted without it', async () => {
      shelved('cola', 'A1', 3)
      shelved('tea', 'B1', 8)
      for (const items of [undefined, ['cola', 'tea'] as const]) {
        const runId = await store.plan({ front: ['ana'], ...(items ? { items } : {}) })
        const ana = await store.phone(runId, 'ana', 'front')
        await ana.submit()
        expect(await reconcileWhenReady(store.ctx, runId)).toBe(true)
        expect(await lines(runId)).toEqual([['cola', 'A1', 'not-found', 3, 0, 'open']])
        const { items: open } = await checklist(store.ctx, store.actor('chloe'), runId)
        expect(open[0]?.message).toBe('Not submitted yet: Back.')
      }
    })

    test('while an area is still being counted nothing is called missing and no rule decides', async () => {
      shelved('cola', 'A1', 3)
      shelved('tea', 'B1', 8)
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scan('cola', { bin: 'A1', times: 3 })
      await ana.submit()
      const ben = await store.phone(runId, 'ben', 'back')
      ben.scan('tea', { bin: 'B1' })
      await ben.send()
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 3, 3, 'open']])
      expect((await runProgress(store.ctx, store.actor('chloe'), runId)).status).toBe('counting')

      ben.scan('tea', { bin: 'B1', times: 7 })
      await ben.submit()
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(true)
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 3, 3, 'no-variance'],
        ['tea', 'B1', 'counted', 8, 8, 'no-variance'],
      ])
      expect((await runProgress(store.ctx, store.actor('chloe'), runId)).status).toBe('reviewing')
    })

    test('a delivery that was put away after its area was counted is not missing', async () => {
      const { runId, ana } = await onlyAna()
      store.clock.now = at('10:00')
      ana.scan('cola', { bin: 'A1' })
      await ana.submit()
      store.clock.now = at('11:00')
      store.backend.book({ product: 'tea', location: 'bin-A2', quantityMilli: pieces(24), kind: 'receipt' })
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 0, 1, 'open']])
    })

    test('blank is not zero: a product counted as zero is counted, and differs', async () => {
      shelved('cola', 'A1', 3)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 0, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 3, 0, 'open']])
    })

    test('a directed count compares its items everywhere, and what else was counted only where it was', async () => {
      shelved('cola', 'A1', 3)
      shelved('cola', 'B1', 2)
      shelved('tea', 'A1', 1)
      shelved('tea', 'B1', 8)
      shelved('crisps', 'A2', 8)
      const { runId, ana } = await anaAndBen(['cola'])
      ana.scan('cola', { bin: 'A1', times: 3 })
      ana.scan('tea', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 3, 3, 'no-variance'],
        ['tea', 'A1', 'counted', 1, 1, 'no-variance'],
        ['cola', 'B1', 'not-found', 2, 0, 'open'],
      ])
    })

    test('lots are summed where nobody named one, and compared apart where somebody did', async () => {
      shelved('milk', 'A1', 5, { lot: 'L1' })
      shelved('milk', 'A1', 4, { lot: 'L2' })
      shelved('milk', 'A2', 3, { lot: 'L1' })
      shelved('milk', 'A2', 2, { lot: 'L2' })
      const { runId, ana } = await onlyAna()
      ana.set('milk', 9, { bin: 'A1' })
      ana.set('milk', 4, { bin: 'A2', lot: 'L1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const found = await review(store.ctx, store.actor('chloe'), runId, { sort: 'location' })
      expect(
        found.lines.map((line) => [line.locationCode, line.lot, line.expectedMilli, line.countedMilli]),
      ).toEqual([
        ['A1', null, pieces(9), pieces(9)],
        ['A2', 'L1', pieces(3), pieces(4)],
        ['A2', 'L2', pieces(2), pieces(0)],
      ])
    })

    test('what is kept in different units never adds up: not in the book, not in the count, not in the mirror', async () => {
      shelved('cola', 'A1', 14)
      shelved('cola', 'A1', 2, { unit: 'box' })
      shelved('cola', 'A1', 1, { stockState: 'damaged' })
      const { runId, ana } = await anaAndBen()
      ana.set('cola', 15, { bin: 'A1' })
      ana.set('cola', 3, { bin: 'A1', unit: 'box' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const { lines: found } = await review(store.ctx, store.actor('chloe'), runId, {})
      expect(new Map(found.map((line) => [line.unit, [line.expectedMilli, line.countedMilli]]))).toEqual(
        new Map([
          ['box', [2000, 3000]],
          ['each', [15_000, 15_000]],
        ]),
      )
      const totals = await skuTotals(store.ctx, store.actor('chloe'), runId, {})
      expect(totals.lines.map((line) => [line.unit, line.expectedMilli / 1000])).toEqual([
        ['box', 2],
        ['each', 15],
      ])
      const kept = await store.ctx.db.read
        .selectFrom('on_hand_snapshot_line')
        .select(['unit', 'stock_state', 'on_hand_milli'])
        .orderBy('on_hand_milli')
        .execute()
      const mirrored = await store.ctx.db.read
        .selectFrom('inventory_balance')
        .select(['unit', 'stock_state', 'quantity_on_hand_milli as on_hand_milli'])
        .where('product_id', '=', store.product('cola'))
        .orderBy('quantity_on_hand_milli')
        .execute()
      const expected = [
        { unit: 'each', stock_state: 'damaged', on_hand_milli: 1000 },
        { unit: 'box', stock_state: 'available', on_hand_milli: 2000 },
        { unit: 'each', stock_state: 'available', on_hand_milli: 14_000 },
      ]
      expect(kept).toEqual(expected)
      expect(mirrored).toEqual(expected)
      const held = await mirroredOnHand(store.ctx, store.facilityId, [store.product('cola')])
      expect(held.get(store.product('cola'))).toBe(15_000)
    })

    test('counts without a bin are compared with the whole of their area', async () => {
      shelved('cola', 'A1', 3)
      shelved('cola', 'A2', 4)
      shelved('cola', 'B1', 5)
      const { runId, ana } = await anaAndBen()
      ana.set('cola', 7)
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([
        ['cola', 'B1', 'not-found', 5, 0, 'open'],
        ['cola', null, 'counted', 7, 7, 'no-variance'],
      ])
    })

    test('REC-2 sessions are added up: one line per SKU, and below it by location', async () => {
      shelved('cola', 'A1', 5)
      shelved('cola', 'B1', 6)
      const runId = await store.plan({ front: ['ana', 'ben'], back: ['ben'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scan('cola', { bin: 'A1', times: 2 })
      await ana.submit()
      const ben = await store.phone(runId, 'ben', 'front')
      ben.scan('cola', { bin: 'A1', times: 3 })
      await ben.submit()
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(false)
      const benInTheBack = await store.phone(runId, 'ben', 'back')
      benInTheBack.scan('cola', { bin: 'B1', times: 5 })
      await benInTheBack.submit()
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(true)

      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 5, 5, 'no-variance'],
        ['cola', 'B1', 'counted', 6, 5, 'open'],
      ])
      const totals = await skuTotals(store.ctx, store.actor('chloe'), runId, {})
      expect(totals.lines).toEqual([
        {
          productId: store.product('cola'),
          sku: 'COLA',
          title: 'cola',
          unit: 'each',
          locations: 2,
          sessions: 3,
          expectedMilli: pieces(11),
          countedMilli: pieces(10),
          varianceMilli: -pieces(1),
        },
      ])
    })

    test('REC-4 figures are exact, and an unknown cost stays unknown', async () => {
      shelved('cola', 'A1', 10)
      shelved('gum', 'A2', 10)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 7, { bin: 'A1' })
      ana.set('gum', 1, { bin: 'A2' })
      ana.scan('tea', { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const found = await review(store.ctx, store.actor('chloe'), runId, {})
      expect(
        found.lines.map((line) => [
          line.title,
          line.percentMilli,
          line.unitCostMicros,
          line.costVarianceMicros,
        ]),
      ).toEqual([
        ['cola', -30_000, '800000', '-2400000'],
        // By value first, then what has no known cost by quantity. The book has no tea anywhere, so no cost of it is known.
        ['gum', -90_000, null, null],
        ['tea', null, null, null],
      ])
      expect(found.totals).toEqual({
        lines: 3,
        differing: 3,
        open: 3,
        netMilli: -pieces(11),
        absoluteMilli: pieces(13),
        currency: 'EUR',
        netCostMicros: '-2400000',
        absoluteCostMicros: '2400000',
        withoutCost: 2,
        consigned: { lines: 0, netCostMicros: '0', absoluteCostMicros: '0' },
      })
    })

    test('REC-4 any page of the review can be asked for by itself; what all lines come to is told with the first', async () => {
      const titles = ['cola', 'gum', 'milk'] as const
      titles.forEach((title) => shelved(title, 'A1', 10))
      const { runId, ana } = await onlyAna()
      titles.forEach((title, less) => ana.set(title, 9 - less, { bin: 'A1' }))
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const pageAt = (cursor?: string) =>
        review(store.ctx, store.actor('chloe'), runId, { sort: 'title', limit: '1', cursor })
      const shown = async (cursor?: string) => {
        const { lines: found, totals, next } = await pageAt(cursor)
        return [found.map(({ title }) => title), totals?.lines ?? null, next]
      }
      expect(await shown()).toEqual([['cola'], 3, '1'])
      expect(await shown('2')).toEqual([['milk'], null, null])
      expect(await shown('1')).toEqual([['gum'], null, '2'])
      expect(await shown('3')).toEqual([[], null, null])
    })

    test('REC-4 the table of variances has the figures of the screen, of the lines that were asked for', async () => {
      shelved('cola', 'A1', 10)
      shelved('milk', 'A2', 4)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 7, { bin: 'A1' })
      ana.set('milk', 4, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const table = async (query: Parameters<typeof exportReview>[3]) => {
        let text = ''
        for await (const part of exportReview(store.ctx, store.actor('chloe'), runId, query)) text += part
        const [head = '', ...rows] = text.trimEnd().split('\n')
        return rows.map((row) => {
          const cells = row.split(',')
          return Object.fromEntries(head.split(',').map((column, index) => [column, cells[index]]))
        })
      }
      expect(await table({ status: 'open', show: 'differing' })).toMatchObject([
        {
          title: 'cola',
          location: 'A1',
          state: 'counted',
          counters: 'ana',
          systemQuantityOnHand: '10',
          actualQuantityOnHand: '7',
          varianceQuantityOnHand: '-3',
          percent: '-30',
          currency: 'EUR',
          unitCost: '0.80',
          costVariance: '-2.40',
          outcome: '',
        },
      ])
      const all = await table({})
      expect(new Set(all.map(({ title }) => title))).toEqual(new Set(['cola', 'milk']))
      expect(all.find(({ title }) => title === 'milk')).toMatchObject({
        outcome: 'no-variance',
        decidedBy: '',
      })
      expect(await table({ q: 'nothing like it' })).toEqual([])
    })

    test('case packs count their pieces, and what was undone does not count', async () => {
      shelved('cola', 'A1', 26)
      const { runId, ana } = await onlyAna()
      ana.scan('cola', { bin: 'A1', packUnits: 12, times: 2 })
      const slip = ana.scan('cola', { bin: 'A1', packUnits: 12 })
      ana.undo(slip)
      ana.scan('cola', { bin: 'A1', times: 2 })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 26, 26, 'no-variance']])
      const [line] = (await review(store.ctx, store.actor('chloe'), runId, {})).lines
      const { timeline } = await varianceDetail(
        store.ctx,
        store.actor('chloe'),
        line?.varianceId ?? expect.fail(),
      )
      const scans = timeline.flatMap((entry) => (entry.what === 'scan' ? [entry] : []))
      expect(scans.map((scan) => [scan.quantityMilli / 1000, scan.voided])).toEqual([
        [12, false],
        [12, false],
        [12, true],
        [1, false],
        [1, false],
      ])
    })

    test('an unknown code is a line until it is matched, and then its pieces count', async () => {
      shelved('cola', 'A1', 4)
      const { runId, ana } = await onlyAna()
      ana.scan('cola', { bin: 'A1', times: 2 })
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      ana.scan('tea', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 4, 2, 'open'],
        ['QQ-77', 'A1', 'unknown-code', 0, 2, 'open'],
        ['tea', 'A1', 'counted', 0, 1, 'open'],
      ])
      const { codes } = await unknownCodes(store.ctx, store.actor('chloe'), runId)
      expect(codes).toMatchObject([
        {
          code: 'QQ-77',
          personName: 'ana',
          areaName: 'Front',
          scans: 2,
          before: 'cola',
          after: 'tea',
          candidates: [],
        },
      ])

      const match = { sessionId: ana.sessionId, codeKey: codes[0]?.codeKey ?? '', packUnits: 1 }
      await matchCode(store.ctx, store.actor('chloe'), runId, { ...match, productId: store.product('cola') })
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 4, 4, 'no-variance'],
        ['tea', 'A1', 'counted', 0, 1, 'open'],
      ])
      expect((await unknownCodes(store.ctx, store.actor('chloe'), runId)).codes).toEqual([])
    })

    test('EXEC-5 a code matched to a product that is kept in kilograms is compared with its kilograms', async () => {
      shelved('flour', 'A1', 3, { unit: 'kg' })
      const { runId, ana } = await onlyAna()
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const match = { sessionId: ana.sessionId, codeKey: 'QQ-77', packUnits: 1 }
      await matchCode(store.ctx, store.actor('chloe'), runId, {
        ...match,
        productId: store.product('flour'),
      })
      expect(await lines(runId)).toEqual([['flour', 'A1', 'counted', 3, 1, 'open']])
      const [line] = (await review(store.ctx, store.actor('chloe'), runId, {})).lines
      expect(line?.unit).toBe('kg')
    })

    test('a match that was wrong is corrected by another match, whatever the clock of the first one said', async () => {
      const { runId, ana } = await onlyAna()
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const [code] = (await unknownCodes(store.ctx, store.actor('chloe'), runId)).codes
      const match = { sessionId: ana.sessionId, codeKey: code?.codeKey ?? '', packUnits: 1 }
      store.clock.now = at('15:00')
      await matchCode(store.ctx, store.actor('chloe'), runId, { ...match, productId: store.product('cola') })
      store.clock.now = at('12:00')
      await matchCode(store.ctx, store.actor('dora'), runId, { ...match, productId: store.product('tea') })
      expect(await lines(runId)).toEqual([['tea', 'A1', 'counted', 0, 1, 'open']])
    })

    test('what was approved and then means something else is put before the manager again', async () => {
      const runId = await store.plan({ front: ['ana'], items: ['gum'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const [code] = (await unknownCodes(store.ctx, store.actor('chloe'), runId)).codes
      const match = { sessionId: ana.sessionId, codeKey: code?.codeKey ?? '', packUnits: 1 }
      await matchCode(store.ctx, store.actor('chloe'), runId, { ...match, productId: store.product('cola') })
      await approve(runId, 'cola')
      store.clock.now = at('10:00')
      await deliverOnce(store.ctx)
      await matchCode(store.ctx, store.actor('chloe'), runId, { ...match, productId: store.product('tea') })
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'not-found', 1, 0, 'open'],
        ['tea', 'A1', 'counted', 0, 1, 'open'],
      ])
    })

    test('a code that several products share is offered with them', async () => {
      const { runId, ana } = await onlyAna()
      ana.scanUnknown(products.mugRed.code, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      const [code] = (await unknownCodes(store.ctx, store.actor('chloe'), runId)).codes
      expect(code?.candidates.map((candidate) => candidate.sku)).toEqual(['MUGBLUE', 'MUGRED'])
    })

    test('EXEC-10 late scans change nothing until they are accepted; a decided line is then open again and says so', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 5)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 4, { bin: 'A1' })
      ana.set('tea', 4, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approve(runId, 'cola')
      ana.scan('cola', { bin: 'A1' })
      const dismissed = ana.scan('tea', { bin: 'A2' })
      await ana.send()
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 5, 4, 'approved'],
        ['tea', 'A2', 'counted', 5, 4, 'open'],
      ])

      const [late] = (await lateScans(store.ctx, store.actor('chloe'), runId)).sessions
      const [first, second] = late?.scans ?? []
      expect([first?.title, second?.scanId]).toEqual(['cola', dismissed])
      const { sessionId } = ana
      const scanIds = [first?.scanId ?? expect.fail()]
      await decideLate(store.ctx, store.actor('chloe'), runId, {
        sessionId,
        scanIds,
        accept: true,
        reason: 'Seen',
      })
      await decideLate(store.ctx, store.actor('chloe'), runId, {
        sessionId,
        scanIds: [dismissed],
        accept: false,
        reason: 'Double',
      })
      // One was decided and is owed to the book, so four are expected now and five were counted.
      expect(await lines(runId)).toEqual([
        ['cola', 'A1', 'counted', 4, 5, 'open'],
        ['tea', 'A2', 'counted', 5, 4, 'open'],
      ])
      expect((await lateScans(store.ctx, store.actor('chloe'), runId)).sessions).toEqual([])
      const open = await review(store.ctx, store.actor('chloe'), runId, { q: 'cola' })
      const line = open.lines[0]?.varianceId ?? expect.fail()
      const detail = await varianceDetail(store.ctx, store.actor('chloe'), line)
      expect(detail.explanation).toContain('It was decided with 4 counted; the count changed after that.')

      await approve(runId, 'cola')
      await deliverOnce(store.ctx)
      expect(store.backend.onHand('cola', 'bin-A1')).toBe(pieces(5))
    })

    test('what a decision owes is expected the same before and after the backend took it', async () => {
      shelved('cola', 'A1', 5)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 4, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approve(runId, 'cola')
      store.clock.now = at('16:00')
      await deliverOnce(store.ctx)
      ana.scan('cola', { bin: 'A1' })
      await ana.send()
      const [late] = (await lateScans(store.ctx, store.actor('chloe'), runId)).sessions
      await decideLate(store.ctx, store.actor('chloe'), runId, {
        sessionId: ana.sessionId,
        scanIds: late?.scans.map((scan) => scan.scanId) ?? [],
        accept: true,
        reason: '',
      })
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 4, 5, 'open']])
    })

    test('REC-7 reconciling again with the same facts changes nothing, also from two processes at once', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'B1', 2)
      const { runId, ana } = await anaAndBen()
      ana.set('cola', 5, { bin: 'A1' })
      ana.scan('gum', { bin: 'A2' })
      await ana.submit()
      const other = await store.process('two')
      const [one, two] = await Promise.all([
        reconcileWhenReady(store.ctx, runId),
        reconcileWhenReady(other, runId),
      ])
      expect([one, two]).toEqual([true, true])
      const before = await everything()
      store.clock.now = at('18:00')
      const replies = await Promise.all([
        reconcileRun(store.ctx, store.actor('chloe'), runId),
        reconcileRun(other, store.actor('dora'), runId),
      ])
      for (const reply of replies) expect(reply).toEqual({ lines: 3, differing: 2, readAt: at('18:00') })
      expect(await everything()).toEqual(before)
      expect(before.variances.map((row) => row.version)).toEqual([1, 1, 1])
      expect(before.audit.filter((tag) => tag === 'run.reconciled')).toHaveLength(1)
    })

    test('REC-7 a decided line stays as it was decided when only the book moved', async () => {
      shelved('cola', 'A1', 5)
      const { runId, ana } = await onlyAna()
      store.clock.now = at('10:00')
      ana.set('cola', 4, { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await approve(runId, 'cola')
      sold('cola', 'A1', 1, '09:30', '11:00')
      store.clock.now = at('11:00')
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 5, 4, 'approved']])
    })

    test('ICS-3 each counted line is told to the backend once per count, also where nothing differs', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 5)
      shelved('crisps', 'B1', 5)
      shelved('milk', 'A1', 2, { lot: 'L1' })
      shelved('milk', 'A1', 3, { lot: 'L2' })
      const { runId, ana } = await onlyAna()
      ana.set('milk', 5, { bin: 'A1' })
      ana.set('cola', 5, { bin: 'A1' })
      ana.set('tea', 4, { bin: 'A2' })
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
      await deliverOnce(store.ctx)
      expect(store.backend.observations).toHaveLength(3)
      await reconcileRun(store.ctx, store.actor('chloe'), runId)
      await deliverOnce(store.ctx)
      const byProduct = store.backend.observations.toSorted((a, b) => (a.product < b.product ? -1 : 1))
      const told = byProduct.map((line) => [
        line.product,
        line.location,
        line.lot,
        line.countedMilli / 1000,
        line.expectedMilli / 1000,
        line.round,
        line.countKind,
      ])
      expect(told).toEqual([
        ['cola', 'bin-A1', null, 5, 5, 1, 'physical'],
        ['milk', 'bin-A1', null, 5, 5, 1, 'physical'],
        ['tea', 'bin-A2', null, 4, 5, 1, 'physical'],
      ])
    })

    test('a process that dies behind the opened review leaves the rest to be told by the next comparison, once', async () => {
      shelved('cola', 'A1', 5)
      shelved('tea', 'A2', 5)
      shelved('crisps', 'B1', 5)
      shelved('milk', 'A1', 2, { lot: 'L1' })
      shelved('milk', 'A1', 3, { lot: 'L2' })
      const { runId, ana } = await onlyAna()
      ana.set('milk', 5, { bin: 'A1' })
      ana.set('cola', 5, { bin: 'A1' })
      ana.set('tea', 4, { bin: 'A2' })
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      await ana.submit()
      const dying = {
        ...store.ctx,
        changed: () => {
          throw new Error('killed')
        },
      }
      await expect(reconcileWhenReady(dying, runId)).rejects.toThrow('killed')
      expect(await findFacilityCount(store.ctx, runId)).toMatchObject({ status: 'reviewing' })
      await reconcileWhenReady(store.ctx, runId)
      await reconcileWhenReady(store.ctx, runId)
      await deliverOnce(store.ctx)
      expect(store.backend.observations.map(({ product }) => product).toSorted()).toEqual([
        'cola',
        'milk',
        'tea',
      ])
    })

    test('progress says which areas and bins are reached, and what is still missing', async () => {
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scan('cola', { bin: 'A1', times: 3 })
      ana.foundEmpty('A2')
      ana.scanUnknown('QQ-77', { bin: 'A1' })
      store.clock.now = at('10:00')
      await ana.submit()
      const progress = await runProgress(store.ctx, store.actor('chloe'), runId)
      expect(progress.reconciledAt).toBeNull()
      expect(progress.areas).toMatchObject([
        { areaName: 'Back', locations: 1, locationsCounted: 0, locationsEmpty: 0, sessions: [] },
        {
          areaName: 'Front',
          locations: 2,
          locationsCounted: 1,
          locationsEmpty: 1,
          sessions: [
            {
              personName: 'ana',
              state: 'submitted',
              scans: 4,
              items: 2,
              unitsMilli: pieces(4),
              unknownCodes: 1,
              lateScans: 0,
              lastScanAt: at('09:00'),
              lastReceivedAt: at('10:00'),
              waitingFor: [],
            },
          ],
        },
      ])
    })

    test('a run does not wait for ever for a phone that was lost: its session is voided', async () => {
      shelved('cola', 'A1', 5)
      const { runId, ana, ben } = await lostWithBen()
      ana.set('cola', 5, { bin: 'A1' })
      await ana.submit()
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(false)
      const lost = { sessionId: ben.sessionId, reason: 'the phone is lost' }
      await expect(voidSession(store.ctx, store.actor('ana'), lost)).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      expect(await voidSession(store.ctx, store.actor('chloe'), lost)).toEqual({ runId })
      expect(await voidSession(store.ctx, store.actor('chloe'), lost)).toEqual({ runId })
      const { statuses } = await sessionHistory(store.ctx, store.actor('chloe'), ben.sessionId)
      expect(statuses.filter(({ item }) => item === null).map(({ status }) => status)).toEqual([
        'counting',
        'submitting',
        'voided',
      ])
      expect(statuses.at(-1)).toMatchObject({ by: 'chloe', reason: 'voided: the phone is lost' })
      const audit = store.ctx.db.read.selectFrom('reflexion_log').select(['actor_id', 'reason'])
      expect(await audit.where('tag', '=', 'session.voided').execute()).toEqual([
        { actor_id: store.actor('chloe').personId, reason: 'voided: the phone is lost' },
      ])
      const scans = store.ctx.db.read.selectFrom('scan').select('kind').orderBy('device_seq')
      expect(await scans.where('session_id', '=', ben.sessionId).execute()).toEqual([
        { kind: 'start' },
        { kind: 'set' },
        { kind: 'submit' },
      ])
      const given = await store.ctx.db.read
        .selectFrom('count_assignment')
        .select('assignment_id')
        .where('run_id', '=', runId)
        .where('area_id', '=', store.area('back'))
        .executeTakeFirstOrThrow()
      await releaseArea(store.ctx, store.actor('chloe'), { runId, assignmentId: given.assignment_id })
      expect(await reconcileWhenReady(store.ctx, runId)).toBe(true)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 5, 5, 'no-variance']])
    })

    test('what a voided session counted leaves the figures, also after they were compared with the books', async () => {
      shelved('cola', 'A1', 5)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 5, { bin: 'A1' })
      await ana.submit()
      const again = await store.phone(runId, 'ana', 'front', 'another phone')
      again.set('cola', 5, { bin: 'A1' })
      await again.submit()
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 5, 10, 'open']])
      await voidSession(store.ctx, store.actor('chloe'), { sessionId: again.sessionId, reason: 'twice' })
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 5, 5, 'no-variance']])
    })

    test('an area that two sessions counted is named, and nothing is submitted until one of them is voided', async () => {
      const twice = async (runId: RunId) => {
        const { items } = await checklist(store.ctx, store.actor('chloe'), runId)
        return items.filter(({ kind }) => kind === 'counted-twice')
      }
      shelved('cola', 'A1', 5)
      const { runId, ana } = await anaAndBen()
      ana.set('cola', 5, { bin: 'A1' })
      await ana.submit()
      expect(await twice(runId)).toEqual([])
      const { assignment_id: assignmentId } = await store.ctx.db.read
        .selectFrom('count_assignment')
        .select('assignment_id')
        .where('run_id', '=', runId)
        .where('area_id', '=', store.area('front'))
        .executeTakeFirstOrThrow()
      await releaseArea(store.ctx, store.actor('chloe'), { runId, assignmentId })
      const given = { areaId: store.area('front'), personId: store.actor('ben').personId, together: false }
      await assignAreas(store.ctx, store.actor('chloe'), runId, { assignments: [given] })
      const ben = await store.phone(runId, 'ben', 'front')
      ben.set('cola', 5, { bin: 'A1' })
      await ben.submit()
      const item = {
        kind: 'counted-twice',
        count: 1,
        message: 'Counted by more than one session: Front. Void the one that does not count.',
      }
      expect(await twice(runId)).toEqual([item])
      await expect(
        submitFacility(store.ctx, store.actor('chloe'), runId, { note: '' }),
      ).rejects.toMatchObject({
        problem: {
          kind: 'not-ready',
          details: expect.arrayContaining([{ path: item.kind, message: item.message }]) as unknown,
        },
      })
      await voidSession(store.ctx, store.actor('chloe'), { sessionId: ana.sessionId, reason: 'given on' })
      expect(await twice(runId)).toEqual([])
    })

    test('people who count an area together count it once, and one person on two phones twice', async () => {
      const names = async (runId: RunId) => {
        const { items } = await checklist(store.ctx, store.actor('chloe'), runId)
        return items.filter(({ kind }) => kind === 'counted-twice').map(({ message }) => message)
      }
      const runId = await store.plan({ front: ['ana', 'ben'] })
      for (const who of ['ana', 'ben'] as const) {
        const phone = await store.phone(runId, who, 'front')
        phone.set('cola', 5, { bin: 'A1' })
        await phone.submit()
      }
      expect(await names(runId)).toEqual([])
      const again = await store.phone(runId, 'ana', 'front', 'another phone')
      again.set('cola', 5, { bin: 'A1' })
      await again.submit()
      expect(await names(runId)).toHaveLength(1)
    })

    test('nobody voids their own count, and nothing that was submitted to HQ changes', async () => {
      const runId = await store.plan({ front: ['chloe'] })
      const chloe = await store.phone(runId, 'chloe', 'front')
      await chloe.submit()
      const her = { sessionId: chloe.sessionId, reason: 'not wanted' }
      await expect(voidSession(store.ctx, store.actor('chloe'), her)).rejects.toMatchObject({
        problem: { kind: 'own-count' },
      })
      await store.ctx.db.write((tx) =>
        tx.updateTable('run_facility').set({ status: 'submitted' }).where('run_id', '=', runId).execute(),
      )
      await expect(voidSession(store.ctx, store.actor('dora'), her)).rejects.toMatchObject({
        problem: { kind: 'closed' },
      })
    })

    test('a backend that does not answer leaves everything as it was and is tried again', async () => {
      shelved('cola', 'A1', 5)
      const { runId, ana } = await onlyAna()
      ana.set('cola', 5, { bin: 'A1' })
      await ana.submit()
      store.backend.faults.plan('on-hand', 'unavailable')
      await expect(reconcileWhenReady(store.ctx, runId)).rejects.toMatchObject({
        problem: { kind: 'busy', retryable: true },
      })
      expect(await lines(runId)).toEqual([])
      await reconcileWhenReady(store.ctx, runId)
      expect(await lines(runId)).toEqual([['cola', 'A1', 'counted', 5, 5, 'no-variance']])
    })

    /** Ben's submit names scans that never arrive, because they are on a phone that was lost. */
    async function lostWithBen() {
      const runId = await store.plan({ front: ['ana'], back: ['ben'] })
      const ben = await store.phone(runId, 'ben', 'back')
      ben.set('tea', 2, { bin: 'B1' })
      await ben.submit({ [fakeId<DeviceId>('lost phone')]: 4 })
      return { runId, ben, ana: await store.phone(runId, 'ana', 'front') }
    }

    async function approve(runId: RunId, title: string): Promise<void> {
      const found = await review(store.ctx, store.actor('chloe'), runId, { q: title, status: 'open' })
      await decide(store.ctx, store.actor('chloe'), runId, {
        lines: found.lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: await store.reason('miscounted-before'),
        note: '',
      })
    }

    async function everything() {
      const { read } = store.ctx.db
      const variances = await read
        .selectFrom('inv_count_import_variance')
        .selectAll()
        .orderBy('variance_id')
        .execute()
      const decisions = await read
        .selectFrom('inventory_var_dcsn_rsn')
        .selectAll()
        .orderBy('decision_id')
        .execute()
      const deliveries = await read.selectFrom('delivery').selectAll().orderBy('delivery_id').execute()
      const audit = await read.selectFrom('reflexion_log').select('tag').orderBy('seq').execute()
      return { variances, decisions, deliveries, audit: audit.map((row) => row.tag) }
    }
  })
}
