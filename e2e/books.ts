import { createClient, routes, type Call, type CataloguePage, type StockCard } from '@cyclecount/contract'
import { openDatabase, tables, type Schema } from '@cyclecount/db'
import type { FacilityId, ProductId, ProposalId, SessionId } from '@cyclecount/domain'
import type { Page } from '@playwright/test'
import { join } from 'node:path'
import { eventText, type EventFacts } from './phone.ts'

/** The API with the sign-in of whoever uses the page, for looking things up that a person would look up on many screens. */
export async function apiOf(page: Page, origin: string): Promise<Call> {
  const signed = page.waitForRequest(
    (request) => request.headers()['authorization']?.startsWith('Bearer ') === true,
    { timeout: 20_000 },
  )
  await page.reload()
  const authorization = (await signed).headers()['authorization'] ?? ''
  return createClient({
    baseUrl: origin,
    http: (url, { method, headers, body }) => fetch(url, { method, headers, body: body ?? null }),
    authorization: () => Promise.resolve(authorization),
  })
}

export type Product = CataloguePage['products'][number]

/** The catalogue of a facility as a device gets it. */
export async function catalogueOf(
  call: Call,
  facilityId: FacilityId,
): Promise<ReadonlyMap<ProductId, Product>> {
  const products = new Map<ProductId, Product>()
  let cursor: string | undefined
  do {
    const page = await call(routes.catalogue, { params: { facilityId }, query: { cursor } })
    for (const product of page.products) products.set(product.productId, product)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return products
}

/** One product at one bin of the book. */
export interface BookLine {
  /** When the book was read, UTC ms. */
  readonly readAt: number
  readonly product: Product
  readonly bin: string
  readonly onHandMilli: number
}

/** What the books hold in some bins, product by product, bin by bin. */
export async function bookOf(
  call: Call,
  facilityId: FacilityId,
  catalogue: ReadonlyMap<ProductId, Product>,
  bins: ReadonlySet<string>,
): Promise<readonly BookLine[]> {
  const lines: BookLine[] = []
  let cursor: string | undefined
  do {
    const page = await call(routes.stock, { params: { facilityId }, query: { cursor } })
    for (const { productId } of page.items) {
      const product = catalogue.get(productId)
      if (!product) continue
      const card = await call(routes.stockCard, { params: { facilityId, productId }, query: {} })
      lines.push(...linesOf(card, product).filter(({ bin }) => bins.has(bin)))
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return lines.toSorted((a, b) => (a.bin < b.bin ? -1 : 1))
}

export function linesOf(card: StockCard, product: Product): readonly BookLine[] {
  const byBin = new Map<string, number>()
  for (const { bin, onHandMilli } of card.positions) byBin.set(bin, (byBin.get(bin) ?? 0) + onHandMilli)
  return [...byBin].map(([bin, onHandMilli]) => ({ product, bin, onHandMilli, readAt: card.asOf }))
}

/** Every event of some sessions in the server's log, straight from its database, as `eventText` has it. */
export async function heldByServer(
  dataDir: string,
  sessionIds: readonly SessionId[],
): Promise<readonly string[]> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  try {
    const rows = await db.read
      .selectFrom('scan')
      .select(['scan_id', 'session_id', 'device_seq', 'kind', 'code', 'quantity_milli', 'captured_at'])
      .where('session_id', 'in', [...sessionIds])
      .execute()
    return rows
      .map((row) =>
        eventText({
          scanId: row.scan_id,
          sessionId: row.session_id,
          deviceSeq: row.device_seq,
          kind: row.kind,
          code: row.code,
          quantityMilli: row.quantity_milli,
          capturedAt: row.captured_at,
        }),
      )
      .toSorted()
  } finally {
    await db.close()
  }
}

/** Every event that was set aside on the server, straight from its database, as `eventText` has it. */
export async function asideOnServer(dataDir: string): Promise<readonly string[]> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  try {
    const clashes = await db.read.selectFrom('scan_conflict').select('raw').execute()
    const unread = await db.read.selectFrom('scan_quarantine').select('raw').execute()
    // Written by phones that are not broken.
    return [...clashes, ...unread].map(({ raw }) => eventText(JSON.parse(raw) as EventFacts)).toSorted()
  } finally {
    await db.close()
  }
}

/** A proposal as if nobody had answered for too long, straight in the server's database. */
export async function giveUp(dataDir: string, proposalId = '' as ProposalId): Promise<void> {
  const db = openDatabase<Schema>({ url: join(dataDir, 'cyclecount.sqlite'), tables })
  try {
    await db.write(async (tx) => {
      const failed = { status_id: 'failed' as const, document_id: null, message: 'No answer.' }
      await tx.updateTable('proposed_actions').set(failed).where('proposal_id', '=', proposalId).execute()
      await tx.updateTable('delivery').set({ state: 'dead' }).where('proposal_id', '=', proposalId).execute()
    })
  } finally {
    await db.close()
  }
}
