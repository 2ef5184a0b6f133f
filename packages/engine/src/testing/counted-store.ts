import type { ReasonId, RunId } from '@cyclecount/domain'
import { decide } from '../deciding/decide.ts'
import { submitFacility } from '../submitting/submit-facility.ts'
import { reconcileWhenReady } from '../reconcile/reconcile-run.ts'
import { review } from '../reports/review.ts'
import { pieces, type Bin, type Product, type Store } from './store-day.ts'

/** What lies in a bin according to the book, and what is found there; in pieces. */
export type Shelf = readonly [product: Product, bin: Bin, booked: number, found: number]

/** A hard count of the whole store by Ana, each shelf as said, a second apart; compared. */
export async function countStore(store: Store, shelves: readonly Shelf[]): Promise<RunId> {
  for (const [product, bin, booked] of shelves) {
    const quantityMilli = pieces(booked)
    if (booked !== 0) store.backend.book({ product, location: `bin-${bin}`, quantityMilli, occurredAt: 0 })
  }
  const runId = await store.plan({ front: ['ana'], back: ['ben'] })
  for (const [name, area, bins] of [
    ['ana', 'front', ['A1', 'A2']],
    ['ben', 'back', ['B1']],
  ] as const) {
    const phone = await store.phone(runId, name, area)
    for (const bin of bins) {
      const here = shelves.filter((shelf) => shelf[1] === bin)
      if (here.length === 0) phone.foundEmpty(bin)
      for (const [product, , , found] of here) {
        store.clock.now += 30_000
        phone.set(product, found, { bin })
      }
    }
    await phone.submit()
  }
  await reconcileWhenReady(store.ctx, runId)
  return runId
}

/** Everything that is still open, with one reason. */
export async function decideAll(
  store: Store,
  runId: RunId,
  outcome: 'approved' | 'rejected',
  reasonId: ReasonId,
): Promise<void> {
  const { lines } = await review(store.ctx, store.actor('chloe'), runId, { status: 'open' })
  if (lines.length === 0) return
  await decide(store.ctx, store.actor('chloe'), runId, {
    lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
    outcome,
    reasonId,
    note: outcome === 'rejected' ? 'It lies there' : '',
  })
}

/** Counts, approves what differs and hands it to HQ. */
export async function countAndSubmit(store: Store, shelves: readonly Shelf[]): Promise<RunId> {
  const runId = await countStore(store, shelves)
  await decideAll(store, runId, 'approved', await store.reason('damaged'))
  await submitFacility(store.ctx, store.actor('chloe'), runId, { note: '' })
  return runId
}
