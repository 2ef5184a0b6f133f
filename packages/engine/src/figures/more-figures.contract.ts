import { unzipSync, strFromU8 } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliverOnce } from '../delivery/deliver.ts'
import { collected } from '../testing/collected.ts'
import { countAndSubmit, countStore, decideAll, type Shelf } from '../testing/counted-store.ts'
import { reconcileRun } from '../reconcile/reconcile-run.ts'
import { askRecount } from '../recounts/ask-recount.ts'
import { review } from '../reports/review.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { accuracyFigures } from './accuracy.ts'
import { coverageFigures } from './coverage.ts'
import { figureTableCsv, figureTableXlsx } from './figure-table.ts'
import { paretoFigures } from './pareto.ts'
import { productivityFigures } from './productivity.ts'
import { proposalFigures } from './proposals.ts'
import { reasonFigures } from './reasons.ts'

const HOUR_MS = 60 * 60 * 1000

/** Cola three short in one bin and three over in another, at 0.80; tea one over, at 2.00; gum one over, at a cost nobody knows. */
const shelves: readonly Shelf[] = [
  ['cola', 'A1', 10, 7],
  ['cola', 'B1', 10, 13],
  ['tea', 'A2', 40, 41],
  ['gum', 'A2', 20, 21],
  ['milk', 'B1', 5, 5],
]

/** What charts and their tables are made of, alike on both databases. */
export function moreFiguresContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`figures on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    test('reasons lead from the cost of the book to that of the count; shortages and finds stay apart', async () => {
      const runId = await countStore(store, shelves)
      const chloe = store.actor('chloe')
      const open = await reasonFigures(store.ctx, chloe, { runId })
      expect(open).toMatchObject({ currency: 'EUR', expectedMicros: '99000000', countedMicros: '101000000' })
      expect(open.rows).toEqual([
        {
          key: 'open',
          label: '',
          records: 4,
          shortMicros: '-2400000',
          overMicros: '4400000',
          netMicros: '2000000',
          withoutCost: 1,
        },
      ])
      await decideAll(store, runId, 'approved', await store.reason('damaged'))
      const { rows } = await reasonFigures(store.ctx, chloe, { runId })
      expect(rows.map((row) => [row.key, row.label, row.records])).toEqual([
        ['damaged', 'Damaged or broken', 4],
      ])
    })

    test('the largest variances come first by absolute cost: three short and three over do not cancel out', async () => {
      const runId = await countStore(store, shelves)
      const { rows, left } = await paretoFigures(store.ctx, store.actor('chloe'), { runId })
      expect(rows.map((row) => [row.label, row.netMicros, row.absoluteMicros, row.cumulativeMilli])).toEqual([
        ['cola', '0', '4800000', 70_588],
        ['tea', '2000000', '2000000', 100_000],
        ['gum', '0', '0', 100_000],
      ])
      expect(left).toBe(0)
      const areas = await paretoFigures(store.ctx, store.actor('chloe'), { runId, by: 'area' })
      expect(areas.rows.map((row) => [row.label, row.differing, row.absoluteMicros])).toEqual([
        ['Front', 3, '4400000'],
        ['Back', 1, '2400000'],
      ])
    })

    test('coverage: the bins a submitted count reached, and of the products in stock those that were counted', async () => {
      await countAndSubmit(store, shelves)
      const coverage = (by: 'facility' | 'zone' | 'category') =>
        coverageFigures(store.ctx, store.actor('chloe'), { by, days: '40' })
      const zones = await coverage('zone')
      expect(zones.periods).toEqual(['2026-10', '2026-11'])
      expect(
        zones.rows.map((row) => [
          row.label,
          row.of,
          row.counted,
          row.cells[0]?.counted,
          row.cells[1]?.percentMilli,
        ]),
      ).toEqual([
        ['Zone A', 2, 2, 0, 100_000],
        ['Zone B', 1, 1, 0, 100_000],
      ])
      expect((await coverage('facility')).rows).toMatchObject([{ label: 'Lisbon', of: 3, counted: 3 }])
      expect(await coverage('category')).toMatchObject({
        of: 'products',
        rows: [{ label: 'grocery', of: 4, counted: 4, percentMilli: 100_000 }],
      })
    })

    test('coverage by ABC class: the class the backend gives, else by what lies there at cost, and none where no cost is known', async () => {
      // At cost: tea 82.00, cola 16.00, milk 3.00, and gum of unknown cost.
      await countAndSubmit(store, shelves)
      const classes = async () => {
        const { of, rows } = await coverageFigures(store.ctx, store.actor('chloe'), { by: 'class' })
        return [of, ...rows.map((row) => `${row.label} ${row.counted}/${row.of}`)]
      }
      expect(await classes()).toEqual(['products', '– 1/1', 'A 1/1', 'B 1/1', 'C 1/1'])
      await store.ctx.db.write((tx) =>
        tx.updateTable('product').set({ abc_class: 'A' }).where('title', '=', 'gum').execute(),
      )
      expect(await classes()).toEqual(['products', 'A 2/2', 'B 1/1', 'C 1/1'])
    })

    test('a first count that stands beside a recount is what the figures are of, and the record counts as counted again', async () => {
      const runId = await countStore(store, [
        ['cola', 'A1', 10, 7],
        ['tea', 'B1', 4, 4],
      ])
      const cola = async () => {
        const { total } = await accuracyFigures(store.ctx, store.actor('chloe'), { runId })
        return [total.units[0]?.countedMilli, total.recounted, total.records]
      }
      const askedOf = async (who: 'ben' | 'dora') => {
        const { lines } = await review(store.ctx, store.actor('chloe'), runId, {})
        await askRecount(store.ctx, store.actor('chloe'), runId, {
          lines: lines
            .filter(({ title }) => title === 'cola')
            .map(({ varianceId, version }) => ({ varianceId, version })),
          personId: store.actor(who).personId,
          note: 'Look again',
        })
      }
      const recounts = async (who: 'ben' | 'dora', found: number) => {
        await askedOf(who)
        store.clock.now += 60_000
        const phone = await store.phone(runId, who, 'front')
        phone.set('cola', found, { bin: 'A1' })
        await phone.submit()
        await reconcileRun(store.ctx, store.actor('chloe'), runId)
      }
      expect(await cola()).toEqual([11_000, 0, 2])
      // Seven and nine: neither is believed yet, and the first stands.
      await recounts('ben', 9)
      expect(await cola()).toEqual([11_000, 1, 2])
      await recounts('dora', 9)
      expect(await cola()).toEqual([13_000, 1, 2])
    })

    test('scans an hour are those between the first and the last, pauses taken out', async () => {
      await countAndSubmit(store, shelves)
      const { rows } = await productivityFigures(store.ctx, store.actor('chloe'), { by: 'area' })
      // Three captures of Ana's, half a minute apart; two of Ben's.
      expect(rows).toMatchObject([
        { label: 'Back', sessions: 1, scans: 2, bins: 1, activeMs: 30_000, scansPerHourMilli: 240_000 },
        { label: 'Front', sessions: 1, scans: 3, bins: 2, activeMs: 60_000, scansPerHourMilli: 180_000 },
      ])
    })

    test('what waits, for how long, and what the backend made of the rest', async () => {
      const runId = await countStore(store, shelves)
      const chloe = store.actor('chloe')
      store.clock.now += 2 * HOUR_MS
      const open = await proposalFigures(store.ctx, chloe, {})
      expect(open).toMatchObject({ pending: 0, openVariances: 4, acceptance: { percentMilli: null } })
      expect(open.ages.map((age) => age.variances)).toEqual([0, 4, 0, 0, 0])
      await decideAll(store, runId, 'approved', await store.reason('damaged'))
      const pendingSince = store.clock.now
      store.clock.now += 100 * HOUR_MS
      const pending = await proposalFigures(store.ctx, chloe, {})
      expect(pending).toMatchObject({ pending: 4, openVariances: 0, oldestPendingAt: pendingSince })
      expect(pending.ages.map((age) => age.proposals)).toEqual([0, 0, 0, 4, 0])
      await deliverOnce(store.ctx)
      expect(await proposalFigures(store.ctx, chloe, {})).toMatchObject({
        pending: 0,
        accepted: 4,
        acceptance: { hits: 4, of: 4, percentMilli: 100_000 },
        oldestPendingAt: null,
      })
    })

    test('every table is a file: CSV to the last digit, and a workbook in which numbers are numbers', async () => {
      const runId = await countStore(store, shelves)
      const chloe = store.actor('chloe')
      const csv = await collected(figureTableCsv(store.ctx, chloe, { runId, table: 'pareto' }))
      expect(csv.join('')).toBe(
        `\ufeffname,records,differing,netQuantity,absoluteQuantity,unit,net EUR,absolute EUR,cumulativePercent
cola,2,2,0,6,each,0.00,4.80,70.588
tea,1,1,1,1,each,2.00,2.00,100
gum,1,1,1,1,each,0.00,0.00,100
`,
      )
      const parts = await collected(figureTableXlsx(store.ctx, chloe, { runId, table: 'pareto' }))
      const sheet = unzipSync(Buffer.concat(parts))['xl/worksheets/sheet1.xml']
      expect(strFromU8(sheet ?? new Uint8Array())).toContain(
        '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">cola</t></is></c><c r="B2"><v>2</v></c>',
      )
      for (const table of ['accuracy', 'reasons', 'coverage', 'productivity', 'proposals'] as const) {
        const [head] = await collected(figureTableCsv(store.ctx, chloe, { table }))
        expect(head).toMatch(/^\ufeff\w+,/)
      }
    })
  })
}
