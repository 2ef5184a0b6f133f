import { parseCode } from '@cyclecount/barcode'
import type { CountUploadBody } from '@cyclecount/contract'
import type { OrgId, ProductId, Sentence } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
import { say } from '../words/say.ts'

type Row = CountUploadBody['rows'][number]

/** What a row counted, as far as it is known. */
export interface What {
  /** Null for a code that means no product yet, or several. */
  readonly productId: ProductId | null
  readonly code: string | null
  readonly codeKey: string | null
  readonly packUnits: number
  readonly unit: string
}

export type FindProduct = (
  row: Row,
) => What | { readonly part: 'sku' | 'code' | 'quantityMilli'; readonly fault: Sentence }

/** Reads the products that the rows name by SKU or by a code that is on them. */
export async function productsNamed(db: ReadOrTx, orgId: OrgId, rows: readonly Row[]): Promise<FindProduct> {
  const skus = [...new Set(rows.flatMap((row) => row.sku ?? []))]
  const keys = [...new Set(rows.flatMap((row) => (row.code === undefined ? [] : parseCode(row.code).key)))]
  const products = db
    .selectFrom('product as p')
    .select(['p.sku', 'p.product_id', 'p.unit', 'p.decimals'])
    .where('p.org_id', '=', orgId)
  const named = skus.length === 0 ? [] : await products.where('p.sku', 'in', skus).execute()
  const coded =
    keys.length === 0
      ? []
      : await products
          .innerJoin('product_barcode as b', 'b.product_id', 'p.product_id')
          .select(['b.code_key', 'b.pack_units'])
          .where('b.code_key', 'in', keys)
          .where('p.active', '=', 1)
          .execute()
  const bySku = new Map(named.map((row) => [row.sku, row]))
  const byKey = Map.groupBy(coded, (row) => row.code_key)
  return (row) => {
    if (row.sku !== undefined && row.code !== undefined) return { part: 'code', fault: say('upload.both') }
    if (row.code !== undefined) {
      const key = parseCode(row.code).key
      const [only, second] = byKey.get(key) ?? []
      const code = { code: row.code, codeKey: key }
      // Kept like a scan of it: what nobody knows, or several share, is for a person to say.
      if (!only || second) return { ...code, productId: null, packUnits: 1, unit: 'each' }
      return isWhole(row, only)
        ? { ...code, productId: only.product_id, packUnits: only.pack_units, unit: only.unit }
        : { part: 'quantityMilli', fault: say('upload.parts') }
    }
    if (row.sku === undefined) return { part: 'sku', fault: say('upload.neither') }
    const product = bySku.get(row.sku)
    if (!product) return { part: 'sku', fault: say('upload.sku.unknown') }
    return isWhole(row, product)
      ? { productId: product.product_id, code: null, codeKey: null, packUnits: 1, unit: product.unit }
      : { part: 'quantityMilli', fault: say('upload.parts') }
  }
}

function isWhole(row: Row, product: { readonly decimals: 0 | 1 }): boolean {
  return product.decimals === 1 || row.quantityMilli % 1000 === 0
}
