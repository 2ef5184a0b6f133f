import { costOfOne, type ProductId } from '@cyclecount/domain'
import { internalIdsOf, mirroredOnHand } from '@cyclecount/engine'
import { listStock } from '@cyclecount/ledger'
import { seesCost } from '../../middleware/identity/identify.ts'
import type { Handlers } from '../handler.ts'
import { bookOf } from './book-of.ts'

const PAGE = 200

/** The books of a facility, by SKU. The cursor is the last SKU of the page before. */
export const stock: Handlers['stock'] = async (ctx, { actor, params, query }) => {
  const book = await bookOf(ctx, actor, params.facilityId)
  const lines = await listStock(ctx.ledger, {
    facilityId: book.ledgerFacility,
    limit: PAGE + 1,
    ...(query.q === undefined ? {} : { text: query.q.trim() }),
    ...(query.cursor === undefined ? {} : { after: query.cursor }),
  })
  const page = lines.slice(0, PAGE)
  const ids = await internalIdsOf<ProductId>(
    ctx.engine,
    book.backendId,
    'product',
    page.map((line) => line.productId),
  )
  const mirrored = await mirroredOnHand(ctx.engine, book.facilityId, [...ids.values()])
  const withCost = seesCost(actor, book.facilityId)
  return {
    next: lines.length > PAGE ? (page.at(-1)?.sku ?? null) : null,
    items: page.flatMap((line) => {
      const productId = ids.get(line.productId)
      if (productId === undefined) return []
      const average = withCost && line.average ? { ...line.average, currency: book.currency } : null
      return [
        {
          productId,
          sku: line.sku,
          title: line.title,
          unit: line.unit,
          onHandMilli: line.onHandMilli,
          availableMilli: line.availableMilli,
          valueMicros: withCost ? (line.valueMicros?.toString() ?? null) : null,
          averageCostMicros: average ? costOfOne(average).toString() : null,
          currency: book.currency,
          mirroredMilli: mirrored.get(productId) ?? null,
        },
      ]
    }),
  }
}
