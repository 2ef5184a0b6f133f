import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accuracyFigures } from '../figures/accuracy.ts'
import { reasonFigures } from '../figures/reasons.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { openStore, pieces, type Store } from '../testing/store-day.ts'
import { review } from './review.ts'

/** Goods of another owner are counted like others and valued apart, alike on both databases. */
export function consignedContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`goods of another owner on ${name}`, () => {
    let store: Store
    let runId: RunId

    beforeEach(async () => {
      store = await openStore(await freshUrl())
      const own = { quantityMilli: pieces(10), occurredAt: 0 }
      store.backend.book({ ...own, product: 'cola', location: 'bin-A1' })
      store.backend.book({ ...own, product: 'tea', location: 'bin-A2', owner: 'vendor 7' })
      runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 9, { bin: 'A1' })
      ana.set('tea', 7, { bin: 'A2' })
      await ana.submit()
      await reconcileWhenReady(store.ctx, runId)
    })
    afterEach(() => store.close())

    test('the review’s own cost is without them, and theirs stands beside it, net and absolute', async () => {
      const { totals, lines } = await review(store.ctx, store.actor('chloe'), runId, {})
      expect(totals).toMatchObject({
        netCostMicros: '-800000',
        absoluteCostMicros: '800000',
        withoutCost: 0,
        consigned: { lines: 1, netCostMicros: '-6000000', absoluteCostMicros: '6000000' },
      })
      expect(Object.fromEntries(lines.map((line) => [line.title, line.consignedBy]))).toEqual({
        cola: null,
        tea: 'vendor 7',
      })
    })

    test('shrink and its reasons are of the own stock; figures tell the other apart', async () => {
      const { total } = await accuracyFigures(store.ctx, store.actor('chloe'), { runId })
      expect(total.records).toBe(2)
      expect(total.money).toMatchObject([
        { expectedMicros: '8000000', shortMicros: '-800000', overMicros: '0', withoutCost: 0 },
      ])
      expect(total.consigned).toMatchObject([
        { expectedMicros: '20000000', shortMicros: '-6000000', overMicros: '0', withoutCost: 0 },
      ])
      const reasons = await reasonFigures(store.ctx, store.actor('chloe'), { runId })
      expect(reasons).toMatchObject({ expectedMicros: '8000000', countedMicros: '7200000' })
    })
  })
}
