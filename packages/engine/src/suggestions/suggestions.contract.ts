import type { SuggestionCause } from '@cyclecount/contract'
import type { RunId, SuggestionId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runJobsOnce } from '../jobs/run-jobs.ts'
import { takeSignals } from '../machines/take-signals.ts'
import { createMachine } from '../machines/manage.ts'
import { authenticateMachine } from '../machines/actor.ts'
import { countAndSubmit } from '../testing/counted-store.ts'
import { openStore, type Product, type Store } from '../testing/store-day.ts'
import { acceptSuggestions, dismissSuggestions, snoozeSuggestions } from './answer.ts'
import { requestDueSuggestions } from './due.ts'
import { refreshSuggestions } from './recompute.ts'
import { suggestionList } from './suggestion-list.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What a facility's suggestions are to be alike on both databases. */
export function suggestionsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`suggestions on ${name}`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    const list = (query: Parameters<typeof suggestionList>[3] = {}) =>
      suggestionList(store.ctx, store.actor('chloe'), store.facilityId, query)
    const refresh = () => refreshSuggestions(store.ctx, store.actor('chloe'), store.facilityId)
    const causesOf = async (product: Product): Promise<readonly SuggestionCause[]> =>
      (await list()).suggestions.find(({ sku }) => sku === skuOf(product))?.causes ?? []
    const kindsOf = async (product: Product) => (await causesOf(product)).map(({ kind }) => kind)
    const idOf = async (product: Product): Promise<SuggestionId> => {
      const found = (await list()).suggestions.find(({ sku }) => sku === skuOf(product))
      if (!found) throw new Error(`nothing is suggested of ${product}`)
      return found.suggestionId
    }
    function skuOf(product: Product): string {
      return product.toUpperCase()
    }
    function booked(product: Product, bin: 'A1' | 'A2' | 'B1', pieces: number): void {
      store.backend.book({ product, location: `bin-${bin}`, quantityMilli: pieces * 1000, kind: 'receipt' })
    }
    function sold(product: Product, bin: 'A1' | 'A2' | 'B1', pieces: number, daysAgo: number): void {
      store.backend.book({
        product,
        location: `bin-${bin}`,
        quantityMilli: -pieces * 1000,
        occurredAt: store.clock.now - daysAgo * DAY_MS,
      })
    }
    async function rejected(product: Product, reference: string): Promise<void> {
      const { token } = await createMachine(store.ctx, administrator(store), {
        name: `Orders ${reference}`,
        scopes: ['send-signals'],
        facilityIds: [store.facilityId],
        expiresInDays: 10,
      })
      await takeSignals(store.ctx, await authenticateMachine(store.ctx, token), reference, {
        facility: 'LIS',
        signals: [{ kind: 'order-rejected', sku: skuOf(product), occurredAt: store.clock.now, reference }],
      })
    }

    test('a book below 0, an empty one that was selling, and silence where there were sales are causes', async () => {
      booked('cola', 'A1', 10)
      sold('cola', 'A1', 12, 3)
      booked('milk', 'A2', 5)
      sold('milk', 'A2', 5, 3)
      booked('tea', 'B1', 400)
      sold('tea', 'B1', 300, 30)
      await refresh()
      expect(await kindsOf('cola')).toContain('negative-book')
      expect(await kindsOf('milk')).toEqual(['empty-book'])
      expect(await causesOf('tea')).toContainEqual({ kind: 'silent', days: 30, weekMilli: 5753 })
      expect((await list()).suggestions[0]).toMatchObject({ sku: 'COLA', wrongMilli: 100_000 })
    })

    test('worked out twice from the same facts it is the same queue', async () => {
      booked('cola', 'A1', 10)
      sold('cola', 'A1', 12, 3)
      const first = await refresh()
      const { suggestions } = await list()
      expect(await refresh()).toEqual({ opened: 0, closed: 0, open: first.open })
      expect((await list()).suggestions).toEqual(suggestions)
    })

    test('what was counted without a difference closes and says so; what a count found off comes again after a month', async () => {
      booked('cola', 'A1', 10)
      booked('tea', 'A2', 40)
      await refresh()
      expect(await kindsOf('cola')).toEqual(['overdue'])
      store.clock.now += 1000
      await countAndSubmit(store, [
        ['cola', 'A1', 0, 7],
        ['tea', 'A2', 0, 40],
      ])
      expect((await refresh()).open).toBe(0)
      expect((await list({ state: 'closed' })).suggestions.map(({ closedBecause }) => closedBecause)).toEqual(
        ['counted', 'counted'],
      )
      store.clock.now += 31 * DAY_MS
      await refresh()
      expect(await kindsOf('cola')).toContain('past-variance')
      expect(await kindsOf('tea')).not.toContain('past-variance')
    })

    test('accepted ones join the walk that nobody has begun, and the next one where it has', async () => {
      booked('cola', 'A1', 10)
      booked('tea', 'A2', 40)
      booked('milk', 'A2', 4)
      await refresh()
      const accept = async (product: Product) =>
        acceptSuggestions(store.ctx, store.actor('chloe'), store.facilityId, {
          suggestionIds: [await idOf(product)],
        })
      const first = await accept('cola')
      const second = await accept('tea')
      expect([first.isNew, second.isNew, second.runId]).toEqual([true, false, first.runId])
      expect(await itemsOf(store, first.runId)).toEqual(['COLA', 'TEA'])
      await store.ctx.db.write((tx) =>
        tx
          .updateTable('run_facility')
          .set({ status: 'counting' })
          .where('run_id', '=', first.runId)
          .execute(),
      )
      expect((await accept('milk')).isNew).toBe(true)
    })

    test('of a cancelled walk they come back', async () => {
      booked('cola', 'A1', 10)
      await refresh()
      const { runId } = await acceptSuggestions(store.ctx, store.actor('chloe'), store.facilityId, {
        suggestionIds: [await idOf('cola')],
      })
      expect((await refresh()).open).toBe(0)
      await store.ctx.db.write((tx) =>
        tx.updateTable('run_facility').set({ status: 'cancelled' }).where('run_id', '=', runId).execute(),
      )
      expect((await refresh()).open).toBe(1)
      expect(await kindsOf('cola')).toEqual(['overdue'])
    })

    test('what sleeps wakes on its day', async () => {
      booked('cola', 'A1', 10)
      await refresh()
      await snoozeSuggestions(store.ctx, store.actor('chloe'), store.facilityId, {
        suggestionIds: [await idOf('cola')],
        until: '2026-11-23',
      })
      expect((await refresh()).open).toBe(0)
      store.clock.now = Date.UTC(2026, 10, 23)
      expect((await refresh()).open).toBe(1)
    })

    test('what is a day old, and what should wake, is asked for and worked as a job', async () => {
      booked('cola', 'A1', 10)
      await refresh()
      expect(await requestDueSuggestions(store.ctx)).toBe(0)
      await snoozeSuggestions(store.ctx, store.actor('chloe'), store.facilityId, {
        suggestionIds: [await idOf('cola')],
        until: '2026-11-21',
      })
      store.clock.now = Date.UTC(2026, 10, 21)
      expect(await requestDueSuggestions(store.ctx)).toBe(1)
      const worked = await runJobsOnce(store.ctx, {
        reconcile: () => Promise.reject(new Error('Nobody asked.')),
      })
      expect(worked).toBe(1)
      expect(await kindsOf('cola')).toEqual(['overdue'])
      expect(await requestDueSuggestions(store.ctx)).toBe(0)
      store.clock.now += DAY_MS
      expect(await requestDueSuggestions(store.ctx)).toBe(1)
    })

    test('what was dismissed comes again for a new cause only', async () => {
      booked('cola', 'A1', 10)
      await refresh()
      await dismissSuggestions(store.ctx, store.actor('chloe'), store.facilityId, {
        suggestionIds: [await idOf('cola')],
        reason: 'Counted by the supplier',
      })
      expect((await refresh()).open).toBe(0)
      store.clock.now += 1000
      await rejected('cola', 'order 7')
      expect((await refresh()).open).toBe(1)
      expect(await causesOf('cola')).toContainEqual({
        kind: 'order-rejected',
        times: 1,
        since: store.clock.now,
        lastAt: store.clock.now,
        quantityMilli: null,
      })
    })

    test('one that is no longer open refuses the whole request, and no walk is made', async () => {
      booked('cola', 'A1', 10)
      booked('tea', 'A2', 40)
      await refresh()
      const [cola, tea] = [await idOf('cola'), await idOf('tea')]
      const by = [store.ctx, store.actor('chloe'), store.facilityId] as const
      await dismissSuggestions(...by, { suggestionIds: [cola], reason: 'no' })
      await expect(acceptSuggestions(...by, { suggestionIds: [tea, cola] })).rejects.toMatchObject({
        problem: { kind: 'changed-meanwhile' },
      })
      expect(await store.ctx.db.read.selectFrom('count_run').select('run_id').execute()).toEqual([])
    })
  })
}

async function itemsOf(store: Store, runId: RunId): Promise<readonly string[]> {
  const rows = await store.ctx.db.read
    .selectFrom('run_item as i')
    .innerJoin('product as p', 'p.product_id', 'i.product_id')
    .select('p.sku')
    .where('i.run_id', '=', runId)
    .orderBy('p.sku')
    .execute()
  return rows.map(({ sku }) => sku)
}

function administrator(store: Store) {
  const { orgId, personId } = store.actor('hugo')
  return { orgId, personId, grants: [{ role: 'administrator', facilityId: null }] } as const
}
