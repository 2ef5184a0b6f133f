import { addTallies, noRecords, tallyOf, type RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countAndSubmit, countStore, type Shelf } from '../testing/counted-store.ts'
import { openStore, type Store } from '../testing/store-day.ts'
import { accuracyFigures } from './accuracy.ts'
import { figuresScope } from './scope.ts'
import { talliesBy } from './tallies.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Cola is three short in A1 and three over in B1; gum, whose cost nobody knows, is one over; tea agrees. */
const shelves: readonly Shelf[] = [
  ['cola', 'A1', 10, 7],
  ['cola', 'B1', 10, 13],
  ['tea', 'A2', 40, 40],
  ['gum', 'A2', 20, 21],
  ['crisps', 'B1', 0, 2],
  ['flour', 'B1', 8, 6],
]

/** What figures must come to alike on both databases. */
export function figuresContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`figures on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    const accuracy = (query: Parameters<typeof accuracyFigures>[2], who: 'chloe' | 'hugo' = 'chloe') =>
      accuracyFigures(store.ctx, store.actor(who), query)

    /** The records of a run, read one by one and tallied by the domain. */
    async function foldOf(runId: RunId, tolerance: { percentMilli: number; unitsMilli: number }) {
      const rows = await store.ctx.db.read
        .selectFrom('inv_count_import_variance')
        .selectAll()
        .where('run_id', '=', runId)
        .where('current', '=', 1)
        .where('product_id', 'is not', null)
        .execute()
      return rows
        .map((row) =>
          tallyOf(
            {
              expectedMilli: row.system_quantity_on_hand,
              countedMilli: row.actual_quantity_on_hand,
              unit: row.unit,
              expectedCostMicros: row.total_cost_micros,
              costVarianceMicros: row.cost_variance_micros,
              currency: row.currency,
            },
            tolerance,
          ),
        )
        .reduce(addTallies, noRecords)
    }

    test('what the database adds up, by whatever it groups, is what the domain makes of the records one by one', async () => {
      const runId = await countStore(store, shelves)
      const scope = await figuresScope(store.ctx, store.actor('chloe'), { runId })
      for (const tolerance of [
        { percentMilli: 5000, unitsMilli: 1000 },
        { percentMilli: 30_000, unitsMilli: 0 },
      ]) {
        const whole = await foldOf(runId, tolerance)
        for (const by of ['run', 'facility', 'zone', 'area', 'category'] as const) {
          const groups = await talliesBy(store.ctx, scope, by, tolerance)
          expect(groups.map(({ tally }) => tally).reduce(addTallies, noRecords)).toEqual(whole)
        }
      }
    })

    test('three short in one bin and three over in another are two wrong records, not a right product', async () => {
      const runId = await countStore(store, shelves)
      const { total, rows } = await accuracy({ runId, by: 'zone' })
      expect(total).toMatchObject({ records: 6, short: 2, over: 3, exact: { hits: 1, of: 6 } })
      expect(rows.map((row) => [row.label, row.records, row.exact.hits])).toEqual([
        ['Zone A', 3, 1],
        ['Zone B', 3, 0],
      ])
      expect(total.units).toEqual([
        { unit: 'each', expectedMilli: 88_000, countedMilli: 89_000, shortMilli: -5000, overMilli: 6000 },
      ])
      // Neither gum nor crisps, of which the book has none, have a cost; theirs is unknown and in no sum.
      expect(total.money).toEqual([
        {
          currency: 'EUR',
          expectedMicros: '104000000',
          shortMicros: '-4400000',
          overMicros: '2400000',
          shrinkMilli: 1923,
          withoutCost: 2,
        },
      ])
    })

    test('counts that were not handed to HQ are in no figure but their own', async () => {
      await countStore(store, shelves)
      expect(await accuracy({})).toMatchObject({ runs: 0, total: { records: 0 }, rows: [] })
    })

    test('over time: each count in the month of its facility in which it was compared', async () => {
      store.clock.now = Date.UTC(2026, 8, 30, 23, 30)
      await countAndSubmit(store, [['tea', 'A1', 5, 5]])
      store.clock.now = Date.UTC(2026, 10, 20, 12)
      await countAndSubmit(store, [
        ['cola', 'B1', 5, 4],
        ['tea', 'A1', 0, 5],
      ])
      const { rows, runs } = await accuracy({ by: 'month' })
      // Half past midnight in Lisbon, where it is still summer: 1 October.
      expect(rows.map((row) => [row.key, row.exact.percentMilli])).toEqual([
        ['2026-10', 100_000],
        ['2026-11', 50_000],
      ])
      expect(runs).toBe(2)
      expect((await accuracy({ days: '30' })).runs).toBe(1)
      store.clock.now += 31 * DAY_MS
      expect((await accuracy({ days: '30' })).runs).toBe(0)
    })

    test('who may see cost nowhere gets none; where they may in one facility, only its', async () => {
      const runId = await countStore(store, shelves)
      const scope = await figuresScope(store.ctx, store.actor('chloe'), { runId })
      const money = async (costAt: typeof scope.costAt) => {
        const [group] = await talliesBy(store.ctx, { ...scope, costAt }, 'run', {
          percentMilli: 0,
          unitsMilli: 0,
        })
        return group?.tally.money[0]
      }
      expect(await money([])).toMatchObject({ expectedMicros: 0n, shortMicros: 0n, withoutCost: 6 })
      expect(await money([store.facilityId])).toMatchObject({ expectedMicros: 104_000_000n, withoutCost: 2 })
    })

    test('another company’s facility or run is not found', async () => {
      const runId = await countAndSubmit(store, [['tea', 'A1', 5, 5]])
      const stranger = { ...store.actor('hugo'), orgId: store.ctx.newId<typeof store.orgId>() }
      await expect(accuracyFigures(store.ctx, stranger, { facilityId: store.facilityId })).rejects.toThrow(
        /no such facility|There is no/i,
      )
      await expect(accuracyFigures(store.ctx, stranger, { runId })).rejects.toThrow(/There is no/i)
      expect((await accuracyFigures(store.ctx, stranger, {})).runs).toBe(0)
    })
  })
}
