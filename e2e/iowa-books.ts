import { routes, type StockCard } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import { expect } from '@playwright/test'
import type { ShelfLine } from './iowa-store.ts'
import type { SignedIn } from './signed-in.ts'

/** The book holds of every one of these products in every bin exactly what lies there, and nothing of it elsewhere. */
export async function expectBook(
  { call }: SignedIn,
  facilityId: FacilityId,
  lines: readonly ShelfLine[],
): Promise<void> {
  const cards = await cardsOf(call, facilityId, new Set(lines.map(({ sku }) => sku)))
  const held = cards.flatMap(({ sku, positions }) =>
    positions
      .filter(({ onHandMilli }) => onHandMilli !== 0)
      .map(({ bin, onHandMilli }) => `${sku} ${bin} ${onHandMilli / 1000}`),
  )
  const told = lines.filter(({ lies }) => lies !== 0).map(({ sku, bin, lies }) => `${sku} ${bin} ${lies}`)
  expect(held.toSorted()).toEqual(told.toSorted())
}

/** Every stock card tells the count and, with its reason, the adjustment that it led to. */
export async function expectCards(
  { call }: SignedIn,
  facilityId: FacilityId,
  runId: RunId,
  lines: readonly ShelfLine[],
): Promise<void> {
  const cards = await cardsOf(call, facilityId, new Set(lines.map(({ sku }) => sku)))
  const documents = new Set<string>()
  for (const { sku, bin, booked, lies } of lines) {
    const events = cards.find((card) => card.sku === sku)?.events.filter((event) => event.bin === bin) ?? []
    const adjusted = events.filter(({ kind }) => kind === 'count-adjustment')
    expect(adjusted, `${sku} in ${bin}`).toMatchObject([
      {
        quantityMilli: (lies - booked) * 1000,
        countedMilli: lies * 1000,
        expectedMilli: booked * 1000,
        comment: 'looked twice',
        sourceRef: expect.stringContaining(`run:${runId}`),
      },
    ])
    for (const { documentId } of adjusted) documents.add(documentId)
    if (lies > 0) expect(events.map(({ kind }) => kind)).toContain('physical-count')
  }
  expect(documents.size).toBe(lines.length)
}

/** One line per SKU over all sessions and bins, in units. */
export async function skuLines({ call }: SignedIn, runId: RunId) {
  const totals = new Map<string, { counted: number; expected: number }>()
  let cursor: string | undefined
  do {
    const page = await call(routes.skuTotals, { params: { runId }, query: { cursor } })
    for (const { sku, countedMilli, expectedMilli } of page.lines) {
      expect(totals.has(sku)).toBe(false)
      totals.set(sku, { counted: countedMilli / 1000, expected: expectedMilli / 1000 })
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return totals
}

async function cardsOf(
  call: SignedIn['call'],
  facilityId: FacilityId,
  skus: ReadonlySet<string>,
): Promise<readonly StockCard[]> {
  const cards: StockCard[] = []
  let cursor: string | undefined
  do {
    const page = await call(routes.stock, { params: { facilityId }, query: { cursor } })
    const wanted = page.items.filter(({ sku }) => skus.has(sku))
    for (const { productId } of wanted)
      cards.push(await call(routes.stockCard, { params: { facilityId, productId }, query: {} }))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return cards
}
