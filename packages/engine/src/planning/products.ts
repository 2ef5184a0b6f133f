import { parseCode } from '@cyclecount/barcode'
import { fail, type QueryOf, type ReplyOf, type routes } from '@cyclecount/contract'
import type { ProductId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { say } from '../words/say.ts'

const MOST = 100

/** Products whose SKU or title holds the text, or whose code it is. At most 100. */
export async function searchProducts(
  ctx: EngineContext,
  actor: Actor,
  query: QueryOf<typeof routes.searchProducts>,
): Promise<ReplyOf<typeof routes.searchProducts>> {
  const text = (query.q ?? '').trim()
  const products = await ctx.db.read
    .selectFrom('product as p')
    .select(['p.product_id', 'p.sku', 'p.title', 'p.category'])
    .where('p.org_id', '=', actor.orgId)
    .where('p.active', '=', 1)
    .$if(text !== '', (found) =>
      found.where((eb) =>
        eb.or([
          sql<boolean>`lower(p.title) like ${likePattern(text)} escape '!'`,
          sql<boolean>`lower(p.sku) like ${likePattern(text)} escape '!'`,
          eb(
            'p.product_id',
            'in',
            eb
              .selectFrom('product_barcode as b')
              .select('b.product_id')
              .where('b.org_id', '=', actor.orgId)
              .where('b.code_key', '=', parseCode(text).key),
          ),
        ]),
      ),
    )
    .orderBy('p.title')
    .orderBy('p.sku')
    .limit(limitOf(query.limit))
    .execute()
  const codes = await codesOf(
    ctx,
    actor,
    products.map((row) => row.product_id),
  )
  return {
    products: products.map((row) => ({
      productId: row.product_id,
      sku: row.sku,
      title: row.title,
      category: row.category,
      codes: codes.get(row.product_id) ?? [],
    })),
  }
}

async function codesOf(ctx: EngineContext, actor: Actor, products: readonly ProductId[]) {
  if (products.length === 0) return new Map<ProductId, string[]>()
  const rows = await ctx.db.read
    .selectFrom('product_barcode')
    .select(['product_id', 'code_key'])
    .where('org_id', '=', actor.orgId)
    .where('product_id', 'in', products)
    .orderBy('code_key')
    .execute()
  const byProduct = Map.groupBy(rows, (row) => row.product_id)
  return new Map([...byProduct].map(([id, found]) => [id, found.map((row) => row.code_key)]))
}

function likePattern(text: string): string {
  return `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 25)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    fail('bad-request', say('query.wrong'), [
      { path: 'query.limit', message: say('query.limit', { most: MOST }) },
    ])
  return limit
}
