import type { BackendProduct } from '@cyclecount/backend-port'
import { parseCode } from '@cyclecount/barcode'
import type { OrgId, ProductId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { internalIds, rememberExternalIds } from './external-ids.ts'
import type { ImportScope } from './import.ts'

/** Products that an import changes carry its version, so that a device which holds an earlier one asks for what came after. */
export async function nextCatalogueVersion(ctx: EngineContext, orgId: OrgId): Promise<number> {
  const { newest } = await ctx.db.read
    .selectFrom('product')
    .select((eb) => eb.fn.max('change_seq').as('newest'))
    .where('org_id', '=', orgId)
    .executeTakeFirstOrThrow()
  return (newest ?? 0) + 1
}

/**
 * Told to the devices last, when every page is in place; and to the auditor, in every facility's log. The backend is the one that keeps the
 * products and their history: here it is said how many of them changed.
 */
export async function publishCatalogue(
  ctx: EngineContext,
  { orgId, backendId }: ImportScope,
  version: number,
  changed: number,
): Promise<void> {
  await ctx.db.write(async (tx) => {
    const facilities = await tx
      .updateTable('facility')
      .set({ catalogue_version: version })
      .where('org_id', '=', orgId)
      .returning('facility_id')
      .execute()
    const entries = facilities.map(({ facility_id: facilityId }) => ({
      facilityId,
      at: ctx.now(),
      tag: 'products.imported',
      subjectKind: 'backend',
      subjectId: backendId,
      after: { version, changed },
    }))
    await appendAudit(tx, { orgId, personId: null, deviceId: null }, entries)
  })
}

/** Mirrors a page of products; answers how many of them are new or not as they were. */
export function mirrorProducts(
  ctx: EngineContext,
  scope: ImportScope,
  version: number,
  rows: readonly BackendProduct[],
): Promise<number> {
  if (rows.length === 0) return Promise.resolve(0)
  return ctx.db.write(async (tx) => {
    const names = rows.map((row) => row.externalId)
    const known = await internalIds<ProductId>(tx, scope.backendId, 'product', names)
    const before = await describeKnown(tx, scope.orgId, [...known.values()])
    const fresh: { externalId: string; internalId: ProductId; row: BackendProduct }[] = []
    const changed: { productId: ProductId; row: BackendProduct }[] = []
    for (const row of rows) {
      const productId = known.get(row.externalId)
      if (productId === undefined)
        fresh.push({ externalId: row.externalId, internalId: ctx.newId<ProductId>(), row })
      else if (before.get(productId) !== describe(row)) changed.push({ productId, row })
    }
    for (const { productId, row } of changed) {
      await tx
        .updateTable('product')
        .set(columnsOf(row, version))
        .where('product_id', '=', productId)
        .execute()
    }
    if (fresh.length > 0) {
      await tx
        .insertInto('product')
        .values(
          fresh.map(({ internalId, row }) => ({
            product_id: internalId,
            org_id: scope.orgId,
            ...columnsOf(row, version),
          })),
        )
        .execute()
      await rememberExternalIds(tx, scope, 'product', fresh)
    }
    const written = [...changed, ...fresh.map(({ internalId, row }) => ({ productId: internalId, row }))]
    await replaceBarcodes(tx, scope.orgId, written)
    await replaceTags(ctx, tx, scope.orgId, written)
    return fresh.length + changed.length
  })
}

function columnsOf(row: BackendProduct, version: number) {
  return {
    sku: row.sku,
    title: row.title,
    category: row.category,
    abc_class: row.abcClass ?? null,
    style: row.style ?? null,
    supplier: row.supplier ?? null,
    unit: row.unit,
    decimals: row.decimals ? (1 as const) : (0 as const),
    tracking: row.tracking,
    active: row.active ? (1 as const) : (0 as const),
    change_seq: version,
  }
}

/** Codes by which the product is found, in their normal form. Of two packs under one code the larger is believed. */
function codesOf(row: BackendProduct): readonly (readonly [key: string, packUnits: number])[] {
  const codes = new Map<string, number>()
  for (const { code, packUnits } of row.barcodes) {
    const { key } = parseCode(code)
    if (key !== '') codes.set(key, Math.max(packUnits, codes.get(key) ?? 1))
  }
  return [...codes].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** Each once, in one order. */
function tagsOf({ tags = [] }: BackendProduct): readonly string[] {
  return [...new Set(tags)].toSorted(compare)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1
}

function describe(row: BackendProduct): string {
  const { sku, title, category, abcClass = null, style = null, supplier = null } = row
  const { unit, decimals, tracking, active } = row
  return JSON.stringify([
    sku,
    title,
    category,
    abcClass,
    style,
    supplier,
    tagsOf(row),
    unit,
    decimals,
    tracking,
    active,
    codesOf(row),
  ])
}

async function describeKnown(
  tx: Tx,
  orgId: OrgId,
  ids: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, string>> {
  if (ids.length === 0) return new Map()
  const products = await tx.selectFrom('product').selectAll().where('product_id', 'in', ids).execute()
  const codes = await tx
    .selectFrom('product_barcode')
    .select(['product_id', 'code_key', 'pack_units'])
    .where('org_id', '=', orgId)
    .where('product_id', 'in', ids)
    .execute()
  const tags = await tx
    .selectFrom('product_tag')
    .select(['product_id', 'tag'])
    .where('org_id', '=', orgId)
    .where('product_id', 'in', ids)
    .execute()
  const tagsByProduct = Map.groupBy(tags, (row) => row.product_id)
  const byProduct = Map.groupBy(codes, (row) => row.product_id)
  return new Map(
    products.map((row) => {
      const pairs = (byProduct.get(row.product_id) ?? [])
        .map((code) => [code.code_key, code.pack_units] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
      const { sku, title, category, abc_class, style, supplier, unit, tracking } = row
      const named = (tagsByProduct.get(row.product_id) ?? []).map(({ tag }) => tag).toSorted(compare)
      const is = { decimals: row.decimals === 1, active: row.active === 1 }
      return [
        row.product_id,
        JSON.stringify([
          sku,
          title,
          category,
          abc_class,
          style,
          supplier,
          named,
          unit,
          is.decimals,
          tracking,
          is.active,
          pairs,
        ]),
      ]
    }),
  )
}

async function replaceBarcodes(
  tx: Tx,
  orgId: OrgId,
  products: readonly { readonly productId: ProductId; readonly row: BackendProduct }[],
): Promise<void> {
  if (products.length === 0) return
  await tx
    .deleteFrom('product_barcode')
    .where('org_id', '=', orgId)
    .where(
      'product_id',
      'in',
      products.map(({ productId }) => productId),
    )
    .execute()
  const rows = products.flatMap(({ productId, row }) =>
    codesOf(row).map(([code_key, pack_units]) => ({
      org_id: orgId,
      code_key,
      product_id: productId,
      pack_units,
    })),
  )
  for (let start = 0; start < rows.length; start += 5000) {
    await tx
      .insertInto('product_barcode')
      .values(rows.slice(start, start + 5000))
      .execute()
  }
}

async function replaceTags(
  ctx: EngineContext,
  tx: Tx,
  orgId: OrgId,
  products: readonly { readonly productId: ProductId; readonly row: BackendProduct }[],
): Promise<void> {
  const ids = products.map(({ productId }) => productId)
  if (ids.length === 0) return
  await tx.deleteFrom('product_tag').where('org_id', '=', orgId).where('product_id', 'in', ids).execute()
  const rows = products.flatMap(({ productId, row }) =>
    tagsOf(row).map((tag) => ({ org_id: orgId, tag, product_id: productId })),
  )
  await ctx.db.rows.insert(tx, 'product_tag', rows)
}
