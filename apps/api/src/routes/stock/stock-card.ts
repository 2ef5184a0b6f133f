import { fail, type StockCard } from '@cyclecount/contract'
import { divideHalfEven, isId, type LocationId, type PersonId, type ProductId } from '@cyclecount/domain'
import { internalIdsOf, locationLabels, mirroredProduct, namesOf, type Actor } from '@cyclecount/engine'
import { OWN, positionsAsOf, readStockCard, valueAsOf, type CardEvent } from '@cyclecount/ledger'
import type { ApiContext } from '../../context.ts'
import { seesCost } from '../../middleware/identity/identify.ts'
import type { Handlers } from '../handler.ts'
import { bookOf, ledgerIdOf, refuseQuery, type Book } from './book-of.ts'
import { say } from '../../words/say.ts'

const PAGE = 100

/** The stock card of an item at a facility, newest booking first, with what lay where and its value; now or as of any instant. */
export const stockCard: Handlers['stockCard'] = async (ctx, { actor, params, query }) => {
  const book = await bookOf(ctx, actor, params.facilityId)
  const product = await mirroredProduct(ctx.engine, actor, params.productId)
  const ledgerProduct = await ledgerIdOf<ProductId>(ctx, book, 'product', params.productId)
  if (ledgerProduct === null) fail('not-found', say('books.noProduct'))
  const asOf = query.asOf === undefined ? ctx.engine.now() : instant(query.asOf)
  const at = { facilityId: book.ledgerFacility, productId: ledgerProduct, at: asOf }
  const positions = await positionsOf(ctx, book, at)
  const events = await readStockCard(ctx.ledger, {
    ...at,
    limit: PAGE + 1,
    ...(query.asOf === undefined ? {} : { until: asOf }),
    ...(query.cursor === undefined ? {} : { before: sequence(query.cursor) }),
  })
  const page = events.slice(0, PAGE)
  return {
    productId: params.productId,
    ...product,
    facilityId: book.facilityId,
    facilityName: book.name,
    timeZone: book.timeZone,
    currency: book.currency,
    asOf,
    onHandMilli: positions.reduce((sum, position) => sum + position.onHandMilli, 0),
    ...(await valueOf(ctx, actor, book, at)),
    positions,
    next: events.length > PAGE ? String(page.at(-1)?.seq ?? 0) : null,
    events: await describe(ctx, actor, book, page),
  }
}

interface At {
  readonly facilityId: Book['ledgerFacility']
  readonly productId: ProductId
  readonly at: number
}

async function positionsOf(ctx: ApiContext, book: Book, at: At): Promise<StockCard['positions']> {
  const rows = await positionsAsOf(ctx.ledger, at)
  const ids = await internalIdsOf<LocationId>(
    ctx.engine,
    book.backendId,
    'location',
    rows.flatMap((row) => row.binId ?? []),
  )
  const labels = await locationLabels(ctx.engine, book.facilityId)
  return rows
    .filter((row) => row.stockState !== 'in-transit')
    .map((row) => {
      const locationId = (row.binId === null ? null : ids.get(row.binId)) ?? null
      const label = locationId === null ? undefined : labels.get(locationId)
      return {
        locationId,
        zone: label?.zone ?? '',
        bin: label?.bin ?? '',
        lot: row.lot,
        serial: row.serial,
        stockState: row.stockState,
        onHandMilli: row.quantityMilli,
        availableMilli: row.stockState === 'available' ? row.quantityMilli : 0,
        reservedMilli: row.stockState === 'reserved' ? row.quantityMilli : 0,
      }
    })
    .toSorted((a, b) => (a.bin < b.bin ? -1 : 1))
}

/** Value and average of the org's own stock; null for who may not see them, and where any of it has no known cost. */
async function valueOf(
  ctx: ApiContext,
  actor: Actor,
  book: Book,
  at: At,
): Promise<Pick<StockCard, 'valueMicros' | 'averageCostMicros'>> {
  const own = (await valueAsOf(ctx.ledger, at)).find((value) => value.owner === OWN)
  if (!seesCost(actor, book.facilityId) || !own || own.uncostedMilli !== 0)
    return { valueMicros: null, averageCostMicros: null }
  return {
    valueMicros: own.valueMicros.toString(),
    averageCostMicros:
      own.quantityMilli > 0
        ? divideHalfEven(own.valueMicros * 1000n, BigInt(own.quantityMilli)).toString()
        : null,
  }
}

async function describe(
  ctx: ApiContext,
  actor: Actor,
  book: Book,
  events: readonly CardEvent[],
): Promise<StockCard['events']> {
  const people = events.flatMap((event) => (isId(event.actor) ? [event.actor as PersonId] : []))
  const nameOf = await namesOf(ctx.engine, actor.orgId, people)
  const withCost = seesCost(actor, book.facilityId)
  return events.map((event) => ({
    seq: event.seq,
    kind: event.kind,
    at: event.occurredAt,
    recordedAt: event.recordedAt,
    bin: event.binCode ?? '',
    quantityMilli: event.quantityMilli,
    balanceAfterMilli: event.positionAfterMilli ?? 0,
    countedMilli: event.counted?.countedMilli ?? null,
    expectedMilli: event.counted?.expectedMilli ?? null,
    round: event.counted?.round ?? null,
    reason: event.reasonLabel,
    actor: isId(event.actor) ? nameOf(event.actor as PersonId) : event.actor,
    comment: event.comment,
    sourceRef: event.sourceRef,
    documentId: event.documentId,
    costDeltaMicros: withCost ? event.costDeltaMicros.toString() : null,
  }))
}

/** UTC ms, or a date and time with its offset. */
function instant(text: string): number {
  const at = /^\d{1,13}$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(at)) refuseQuery('asOf', say('books.query.asOf'))
  return at
}

function sequence(text: string): number {
  if (!/^\d{1,15}$/.test(text)) refuseQuery('cursor', say('books.query.cursor'))
  return Number(text)
}
