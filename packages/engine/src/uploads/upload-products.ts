import { parseCode } from '@cyclecount/barcode'
import type { CountUploadBody } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
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
) => What | { readonly part: 'sku' | 'code' | 'quantityMilli' | 'lot' | 'serial'; readonly fault: Sentence }

/** Reads the products that the rows name by SKU or by a code that is on them. */
export async function productsNamed(db: ReadOrTx, orgId: OrgId, rows: readonly Row[]): Promise<FindProduct> {
  const skus = [...new Set(rows.flatMap((row) => row.sku ?? []))]
  const keys = [...new Set(rows.flatMap((row) => (row.code === undefined ? [] : parseCode(row.code).key)))]
  const products = db
    .selectFrom('product as p')
    .select(['p.sku', 'p.product_id', 'p.unit', 'p.decimals', 'p.tracking'])
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
      return (
        faultOf(row, only) ?? {
          ...code,
          productId: only.product_id,
          packUnits: only.pack_units,
          unit: only.unit,
        }
      )
    }
    if (row.sku === undefined) return { part: 'sku', fault: say('upload.neither') }
    const product = bySku.get(row.sku)
    if (!product) return { part: 'sku', fault: say('upload.sku.unknown') }
    return (
      faultOf(row, product) ?? {
        productId: product.product_id,
        code: null,
        codeKey: null,
        packUnits: 1,
        unit: product.unit,
      }
    )
  }
}

type Product = Pick<Schema['product'], 'decimals' | 'tracking'>

/** What does not go together with the product: parts of what is counted in pieces, a lot of what has none. */
function faultOf(row: Row, { decimals, tracking }: Product): Exclude<ReturnType<FindProduct>, What> | null {
  if (decimals === 0 && row.quantityMilli % 1000 !== 0)
    return { part: 'quantityMilli', fault: say('upload.parts') }
  if (row.lot !== undefined && tracking === 'none') return { part: 'lot', fault: say('upload.noLots') }
  if (row.serial !== undefined && tracking !== 'serial')
    return { part: 'serial', fault: say('upload.noSerials') }
  return null
}
