import { countAsked } from '@cyclecount/db/testing'
import { afterEach, expect, test } from 'vitest'
import { countStore, decideAll, type Shelf } from '../testing/counted-store.ts'
import { freshSqlite } from '../testing/sqlite.ts'
import { openStore, products, type Product, type Store } from '../testing/store-day.ts'
import { deliverOnce } from './deliver.ts'

/** Statements in transactions that a batch of deliveries may take, however many are in it. */
const BUDGET = 40

let store: Store
afterEach(() => store.close())

/** As many shelves as said, each one short, counted, approved and waiting. */
async function approved(shelves: number): Promise<void> {
  store = await openStore(freshSqlite(), { takesTogether: true })
  const names = Object.keys(products).filter((name) => !name.startsWith('mug')) as Product[]
  const all = (['A1', 'A2', 'B1'] as const).flatMap((bin) =>
    names.map((product): Shelf => [product, bin, 5, 4]),
  )
  const runId = await countStore(store, all.slice(0, shelves))
  await decideAll(store, runId, 'approved', await store.reason('damaged'))
}

async function delivered(shelves: number): Promise<number> {
  await approved(shelves)
  const { db, asked } = countAsked(store.ctx.db)
  // The count of every shelf is told besides.
  expect(await deliverOnce({ ...store.ctx, db })).toBe(2 * shelves)
  return asked()
}

test('sixteen proposals ask the database as often as two', async () => {
  const few = await delivered(2)
  await store.close()
  expect(await delivered(16)).toBe(few)
  expect(few).toBeLessThanOrEqual(BUDGET)
})

test('what somebody approved goes to the backend before what was only looked at', async () => {
  await approved(4)
  await deliverOnce(store.ctx)
  const calls = store.backend.calls
    .map(({ call }) => call)
    .filter((call) => call !== 'on-hand' && call !== 'movements')
  expect(calls).toEqual([...Array<string>(4).fill('push'), ...Array<string>(4).fill('observe')])
})
