import type { Actor, EngineContext } from '../context.ts'
import type { Reply } from '../reports/reply.ts'

const MOST = 500

/** What parts of an item set may name: what products in use are grouped by, and the zones there are. At most 500 of each. */
export async function planChoices(ctx: EngineContext, actor: Actor): Promise<Reply<'planChoices'>> {
  const products = () =>
    ctx.db.read.selectFrom('product').where('org_id', '=', actor.orgId).where('active', '=', 1)
  const categories = await products()
    .select('category')
    .distinct()
    .where('category', '!=', '')
    .orderBy('category')
    .limit(MOST)
    .execute()
  const classes = await products()
    .select('abc_class')
    .distinct()
    .where('abc_class', 'is not', null)
    .orderBy('abc_class')
    .execute()
  const suppliers = await products()
    .select('supplier')
    .distinct()
    .where('supplier', 'is not', null)
    .orderBy('supplier')
    .limit(MOST)
    .execute()
  const tags = await ctx.db.read
    .selectFrom('product_tag')
    .select('tag')
    .distinct()
    .where('org_id', '=', actor.orgId)
    .orderBy('tag')
    .limit(MOST)
    .execute()
  const zones = await ctx.db.read
    .selectFrom('zone')
    .select((eb) => ['code', eb.fn.min('name').as('name')])
    .where('org_id', '=', actor.orgId)
    .groupBy('code')
    .orderBy('code')
    .limit(MOST)
    .execute()
  return {
    categories: categories.map((row) => row.category),
    classes: classes.flatMap((row) => row.abc_class ?? []),
    suppliers: suppliers.flatMap((row) => row.supplier ?? []),
    tags: tags.map((row) => row.tag),
    zones: zones.map((row) => ({ code: row.code, name: row.name })),
  }
}
