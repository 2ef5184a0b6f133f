import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { coverageFigures } from '../figures/coverage.ts'
import { overdueFigures } from '../figures/overdue.ts'
import { refreshSuggestions } from '../suggestions/recompute.ts'
import { countAndSubmit } from '../testing/counted-store.ts'
import { openStore, type Product, type Store } from '../testing/store-day.ts'
import { abcPreview, abcSettings, saveAbc } from './abc-settings.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What ABC classes are to be alike on both databases. */
export function abcContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`ABC classes on ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    function booked(product: Product, bin: 'A1' | 'A2' | 'B1', pieces: number): void {
      store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces * 1000, kind: 'receipt' })
    }
    function sold(product: Product, bin: 'A1' | 'A2' | 'B1', pieces: number): void {
      store.backend.book({ product, location: `bin-${bin}`, quantityMilli: -pieces * 1000 })
    }
    const classes = async (): Promise<readonly string[]> => {
      const { rows } = await coverageFigures(store.ctx, store.actor('chloe'), { by: 'class' })
      return rows.map((row) => `${row.label} ${row.of}`)
    }
    const refresh = () => refreshSuggestions(store.ctx, store.actor('chloe'), store.facilityId)
    const usual = [
      { name: 'A', throughMilli: 80_000, everyDays: 91 },
      { name: 'B', throughMilli: 95_000, everyDays: 182 },
      { name: 'C', throughMilli: 100_000, everyDays: 365 },
    ]

    test('are by the value of a year’s use where the book tells it: what lies there and is not sold is C', async () => {
      // At cost, used: cola 80.00, milk 12.00, tea 0, and gum of unknown cost; what lies there is tea above all.
      booked('cola', 'A1', 110)
      sold('cola', 'A1', 100)
      booked('milk', 'A1', 30)
      sold('milk', 'A1', 20)
      booked('tea', 'A2', 500)
      booked('gum', 'B1', 5)
      await refresh()
      expect(await classes()).toEqual(['– 1', 'A 1', 'B 1', 'C 1'])
      const { byUse, byStock } = await abcPreview(store.ctx, store.actor('chloe'), { classes: usual })
      expect([byUse, byStock]).toEqual([1, 0])
    })

    test('a preview says how many products each class gets and how many counts a year that is, and changes nothing', async () => {
      booked('cola', 'A1', 110)
      sold('cola', 'A1', 100)
      booked('milk', 'A1', 30)
      sold('milk', 'A1', 20)
      await refresh()
      const preview = await abcPreview(store.ctx, store.actor('chloe'), {
        classes: [
          { name: 'A', throughMilli: 95_000, everyDays: 73 },
          { name: 'B', throughMilli: 100_000, everyDays: 365 },
        ],
      })
      expect(preview).toMatchObject({
        rows: [
          { name: 'A', products: 2, everyDays: 73, countsAYear: 10 },
          { name: 'B', products: 0, countsAYear: 0 },
        ],
        products: 2,
        countsAYear: 10,
      })
      expect((await abcSettings(store.ctx, store.actor('chloe'))).classes).toEqual(usual)
    })

    test('are the company’s: saved from what was seen, told to the auditor, refused where shares do not rise to the whole', async () => {
      const hq = { ...store.actor('hugo'), grants: [{ role: 'planner', facilityId: null }] } as const
      const { seen } = await abcSettings(store.ctx, hq)
      const two = [
        { name: 'A', throughMilli: 50_000, everyDays: 30 },
        { name: 'B', throughMilli: 100_000, everyDays: 90 },
      ]
      expect((await saveAbc(store.ctx, hq, { seen, classes: two })).classes).toEqual(two)
      await expect(saveAbc(store.ctx, hq, { seen, classes: usual })).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
      const again = await abcSettings(store.ctx, hq)
      await expect(
        saveAbc(store.ctx, hq, {
          seen: again.seen,
          classes: [
            { name: 'A', throughMilli: 60_000, everyDays: 30 },
            { name: 'B', throughMilli: 60_000, everyDays: 90 },
          ],
        }),
      ).rejects.toMatchObject({
        problem: {
          details: [{ path: 'body.classes.1.throughMilli' }, { path: 'body.classes.1.throughMilli' }],
        },
      })
      const here = { ...hq, grants: [{ role: 'planner', facilityId: store.facilityId }] } as const
      await expect(saveAbc(store.ctx, here, { seen: again.seen, classes: usual })).rejects.toMatchObject({
        problem: { kind: 'forbidden' },
      })
      const told = await store.ctx.db.read
        .selectFrom('reflexion_log')
        .select(['tag', 'facility_id'])
        .where('tag', '=', 'abc.saved')
        .execute()
      expect(told).toEqual([{ tag: 'abc.saved', facility_id: store.facilityId }])
    })

    test('overdue is what was not counted as often as its class wants, by class, zone and facility', async () => {
      // By what lies there, at cost: tea 80.00 (A), cola 8.00 (B), milk 2.40 (C).
      await countAndSubmit(store, [
        ['cola', 'A1', 10, 10],
        ['tea', 'A2', 40, 40],
        ['milk', 'B1', 4, 4],
      ])
      const overdue = async (by: 'class' | 'zone' | 'facility') => {
        const { rows } = await overdueFigures(store.ctx, store.actor('chloe'), { by })
        return rows.map((row) => `${row.label} ${row.overdue}/${row.of}`)
      }
      expect(await overdue('facility')).toEqual(['Lisbon 0/3'])
      store.clock.now += 100 * DAY_MS
      expect(await overdue('class')).toEqual(['A 1/1', 'B 0/1', 'C 0/1'])
      expect(await overdue('zone')).toEqual(['Zone A 1/2', 'Zone B 0/1'])
      store.clock.now += 100 * DAY_MS
      expect(await overdue('class')).toEqual(['A 1/1', 'B 1/1', 'C 0/1'])
      const { rows } = await overdueFigures(store.ctx, store.actor('chloe'), { by: 'facility' })
      expect(rows[0]?.ages).toEqual([
        { upToDays: 30, products: 0 },
        { upToDays: 91, products: 0 },
        { upToDays: 182, products: 0 },
        { upToDays: 365, products: 3 },
        { upToDays: null, products: 0 },
      ])
    })

    test('what was never counted is overdue and stands by itself', async () => {
      await countAndSubmit(store, [['cola', 'A1', 10, 10]])
      booked('tea', 'A2', 40)
      await refresh()
      const { rows } = await overdueFigures(store.ctx, store.actor('chloe'), { by: 'facility' })
      expect(rows).toMatchObject([{ of: 2, overdue: 1, never: 1, inTimeMilli: 50_000 }])
    })
  })
}
