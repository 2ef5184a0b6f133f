import { fail } from '@cyclecount/contract'
import type { LocationId, ProductId, Sentence } from '@cyclecount/domain'
import { locationLabels, mirroredProduct, noteAuditOnce } from '@cyclecount/engine'
import { adjustByHand, OWN } from '@cyclecount/ledger'
import type { Handlers } from '../handler.ts'
import { bookOf, ledgerIdOf } from './book-of.ts'
import { say } from '../../words/say.ts'

/**
 * Corrects the book by hand. The same `requestId` again changes nothing and answers as the first time; the auditor is told once,
 * and by the repeat where the first one died in between.
 */
export const adjustStock: Handlers['adjustStock'] = async (ctx, { actor, params, body }) => {
  const book = await bookOf(ctx, actor, params.facilityId)
  if (body.deltaMilli === 0) refuse('deltaMilli', say('books.adjust.nothing'))
  const product = await mirroredProduct(ctx.engine, actor, body.productId)
  const label = (await locationLabels(ctx.engine, book.facilityId)).get(body.locationId)
  if (!label) refuse('locationId', say('books.adjust.location'))
  const productId = await ledgerIdOf<ProductId>(ctx, book, 'product', body.productId)
  const binId = await ledgerIdOf<LocationId>(ctx, book, 'location', body.locationId)
  if (productId === null || binId === null) fail('not-found', say('books.noProduct'))
  const outcome = await adjustByHand(ctx.ledger, {
    facilityId: book.ledgerFacility,
    productId,
    binId,
    lot: body.lot,
    serial: body.serial,
    owner: OWN,
    stockState: 'available',
    deltaMilli: body.deltaMilli,
    unitCost: null,
    reason: body.reason,
    actor: actor.personId,
    comment: body.comment,
    sourceRef: `by hand ${body.requestId}`,
    occurredAt: ctx.engine.now(),
    idempotencyKey: `by-hand:${actor.personId}:${body.requestId}`,
  })
  if (outcome.kind === 'refused') {
    if (outcome.refusal.kind === 'unknown-reason') refuse('reason', say('books.adjust.reason'))
    fail('stock-refused', outcome.refusal.message)
  }
  const { documentId, onHandAfterMilli } = outcome
  if (onHandAfterMilli === null) throw new Error('a correction by hand changes one line of the book')
  await noteAuditOnce(
    ctx.engine,
    actor,
    {
      facilityId: book.facilityId,
      at: ctx.engine.now(),
      tag: 'stock.adjusted-by-hand',
      subjectKind: 'product',
      subjectId: body.productId,
      after: {
        sku: product.sku,
        location: label.bin,
        deltaMilli: body.deltaMilli,
        documentId,
        requestId: body.requestId,
      },
      reason: `${body.reason}: ${body.comment}`,
    },
    (after) => isOfDocument(after, documentId),
  )
  ctx.changes.tell({ facilityId: book.facilityId })
  return { documentId, onHandAfterMilli }
}

function isOfDocument(after: unknown, documentId: string): boolean {
  return (
    typeof after === 'object' && after !== null && 'documentId' in after && after.documentId === documentId
  )
}

function refuse(name: string, message: Sentence): never {
  fail('bad-request', say('books.adjust'), [{ path: `body.${name}`, message }])
}
