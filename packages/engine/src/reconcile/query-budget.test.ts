import { countAsked } from '@cyclecount/db/testing'
import { afterEach, expect, test } from 'vitest'
import { countStore, decideAll, type Shelf } from '../testing/counted-store.ts'
import { freshSqlite } from '../testing/sqlite.ts'
import { openStore, products, type Product, type Store } from '../testing/store-day.ts'

/** Statements in transactions that a comparison may take, and an approval, however many lines there are (to a few hundred). */
const COMPARED = 40
const APPROVED = 30

let store: Store
afterEach(() => store.close())

async function asked(shelves: number): Promise<{ readonly compared: number; readonly approved: number }> {
  store = await openStore(freshSqlite())
  const { db, asked: total } = countAsked(store.ctx.db)
  const counted = { ...store, ctx: { ...store.ctx, db } }
  const names = Object.keys(products).filter((name) => !name.startsWith('mug')) as Product[]
  const all = (['A1', 'A2', 'B1'] as const).flatMap((bin) =>
    names.map((product, nth): Shelf => [product, bin, 5, nth % 2 === 0 ? 4 : 5]),
  )
  const runId = await countStore(counted, all.slice(0, shelves))
  const compared = total()
  await decideAll(counted, runId, 'approved', await store.reason('damaged'))
  return { compared, approved: total() - compared }
}

test('seventeen lines are compared and approved with as many statements as two', async () => {
  const few = await asked(2)
  await store.close()
  expect(await asked(17)).toEqual(few)
  expect(few.compared).toBeLessThanOrEqual(COMPARED)
  expect(few.approved).toBeLessThanOrEqual(APPROVED)
})
