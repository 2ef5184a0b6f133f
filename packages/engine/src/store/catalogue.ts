import { fail, type CataloguePage, type QueryOf, type routes } from '@cyclecount/contract'
import { parseId, type FacilityId, type ProductId } from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { say } from '../words/say.ts'

const PAGE = 1000

/**
 * A page of the facility's catalogue: every product with all its codes, or with `since` only what changed after that version.
 * `version` is the one of the first page throughout, so what changes while somebody reads comes with their next delta.
 */
export async function cataloguePage(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  query: QueryOf<typeof routes.catalogue>,
): Promise<CataloguePage> {
  requireAt(actor, 'count', facilityId)
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('catalogue_version')
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!facility) fail('not-found', say('facility.none'))
  const since = query.since === undefined ? 0 : wholeNumber(query.since, 'since')
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor)
  const { total } = await ctx.db.read
    .selectFrom('product')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('org_id', '=', actor.orgId)
    .where('change_seq', '>', since)
    .executeTakeFirstOrThrow()
  let rows = ctx.db.read
    .selectFrom('product')
    .selectAll()
    .where('org_id', '=', actor.orgId)
    .where('change_seq', '>', since)
    .orderBy('product_id')
    .limit(PAGE + 1)
  if (cursor !== null) rows = rows.where('product_id', '>', cursor.after)
  const found = await rows.execute()
  const page = found.slice(0, PAGE)
  const version = cursor?.version ?? facility.catalogue_version
  const last = page.at(-1)
  const codes = await codesOf(
    ctx,
    actor,
    page.map((row) => row.product_id),
  )
  return {
    version,
    total,
    next: found.length > PAGE && last ? `${version}.${last.product_id}` : null,
    products: page.map((row) => ({
      productId: row.product_id,
      sku: row.sku,
      title: row.title,
      category: row.category,
      unit: row.unit,
      decimals: row.decimals === 1,
      tracking: row.tracking,
      active: row.active === 1,
      codes: codes.get(row.product_id) ?? [],
    })),
  }
}

async function codesOf(
  ctx: EngineContext,
  actor: Actor,
  products: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, [string, number][]>> {
  if (products.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('product_barcode')
    .select(['product_id', 'code_key', 'pack_units'])
    .where('org_id', '=', actor.orgId)
    .where('product_id', 'in', products)
    .orderBy('code_key')
    .execute()
  return new Map(
    [...Map.groupBy(rows, (row) => row.product_id)].map(([productId, members]) => [
      productId,
      members.map((row): [string, number] => [row.code_key, row.pack_units]),
    ]),
  )
}

function readCursor(text: string): { readonly version: number; readonly after: ProductId } {
  const [version = '', id = ''] = text.split('.')
  const after = parseId<ProductId>(id)
  if (after === null) refuse('cursor')
  return { version: wholeNumber(version, 'cursor'), after }
}

function wholeNumber(text: string, name: string): number {
  const value = Number(text)
  if (text === '' || !Number.isSafeInteger(value) || value < 0) refuse(name)
  return value
}

function refuse(name: string): never {
  fail('bad-request', say('query.wrong'), [{ path: `query.${name}`, message: say('query.notGivenOut') }])
}
