import { gtinFrom, isValidGtin, parseCode } from '@cyclecount/barcode'
import type { Sentence } from '@cyclecount/domain'
import type { RetailerBarcode, RetailerLot, RetailerProduct } from '../retailer.ts'
import { say } from '../words/say.ts'
import { cellsOf, createFirstSeen } from './cells.ts'
import type { CsvRow, CsvTable } from './csv-rows.ts'
import type { barcodesFile, ColumnOf, lotsFile, productsFile } from './files.ts'
import type { ErrorList } from './import-error.ts'

/** The products named in the files, and whether the list is whole, so that an unknown one can be called so. */
export interface KnownProducts {
  readonly isWhole: boolean
  readonly bySku: ReadonlyMap<string, RetailerProduct>
  /** Named in products.csv, though its line may be wrong otherwise. */
  readonly named: ReadonlySet<string>
}

export function readProducts(
  table: CsvTable<ColumnOf<typeof productsFile>>,
  errors: ErrorList,
): KnownProducts {
  const seen = createFirstSeen()
  const bySku = new Map<string, RetailerProduct>()
  const named = new Set<string>()
  for (const row of table.rows) {
    const cells = cellsOf(row, errors)
    const sku = cells.needed('sku')
    const title = cells.needed('title')
    const decimals = cells.yesNo('decimals', false)
    const tracking = cells.oneOf('tracking', ['none', 'lot', 'serial'], 'none')
    const cost = cells.money('unit_cost')
    const price = cells.money('price')
    const first = sku === null ? null : seen([sku], row.line)
    if (sku !== null) named.add(sku)
    if (first !== null) cells.wrong('sku', say('product.twice', { sku: sku ?? '', line: String(first) }))
    if (sku === null || title === null || decimals === null || tracking === null || !cost || !price) continue
    const style = cells.text('style')
    const supplier = cells.text('supplier')
    bySku.set(sku, {
      sku,
      title,
      category: cells.text('category'),
      ...(style === '' ? {} : { style }),
      ...(supplier === '' ? {} : { supplier }),
      tags: tagsOf(cells.text('tags')),
      unit: cells.text('unit') || 'each',
      decimals,
      tracking,
      unitCostMicros: cost.micros,
      priceMicros: price.micros,
    })
  }
  return { isWhole: table.isWhole, bySku, named }
}

/** Words with a vertical bar between them, each once. */
function tagsOf(cell: string): readonly string[] {
  return [...new Set(cell.split('|').map((tag) => tag.trim()))].filter((tag) => tag !== '')
}

/** The SKU of a line, told where products.csv does not have it. */
export function knownSku<Column extends string>(
  products: KnownProducts,
  row: CsvRow<Column | 'sku'>,
  errors: ErrorList,
): string | null {
  const cells = cellsOf(row, errors)
  const sku = cells.needed('sku')
  if (sku === null || products.named.has(sku)) return sku
  return products.isWhole ? cells.wrong('sku', say('product.none', { sku })) : sku
}

export function readBarcodes(
  table: CsvTable<ColumnOf<typeof barcodesFile>>,
  products: KnownProducts,
  errors: ErrorList,
): readonly RetailerBarcode[] {
  const seen = createFirstSeen()
  return table.rows.flatMap((row) => {
    const cells = cellsOf(row, errors)
    const sku = knownSku(products, row, errors)
    const code = cells.needed('barcode')
    const packUnits = cells.count('pack_units', 1)
    const kind = cells.oneOf('kind', ['gtin', 'own'], '')
    if (code === null || kind === null) return []
    const problem = kind === 'own' ? null : gtinProblem(code, kind === 'gtin')
    if (problem !== null) cells.wrong('barcode', problem)
    const first = sku === null ? null : seen([sku, parseCode(code).key], row.line)
    if (first !== null) cells.wrong('barcode', say('barcode.twice', { sku: sku ?? '', line: String(first) }))
    if (sku === null || packUnits === null || problem !== null || first !== null) return []
    return { sku, code, packUnits }
  })
}

/** What is wrong with a code that is, or looks like, a trade item number; null where nothing is. */
function gtinProblem(code: string, mustBeGtin: boolean): Sentence | null {
  if (isValidGtin(code)) return null
  if (/^(\d{8}|\d{12,14})$/.test(code)) return say('barcode.checkDigit', { code })
  if (/^\d{9,11}$/.test(code) && gtinFrom(code))
    return say('barcode.zeros', { code, whole: code.padStart(12, '0') })
  return mustBeGtin ? say('barcode.digits', { code }) : null
}

export function readLots(
  table: CsvTable<ColumnOf<typeof lotsFile>>,
  products: KnownProducts,
  errors: ErrorList,
): readonly RetailerLot[] {
  const seen = createFirstSeen()
  return table.rows.flatMap((row) => {
    const cells = cellsOf(row, errors)
    const sku = knownSku(products, row, errors)
    const lot = cells.needed('lot')
    const expiry = cells.date('expiry')
    const first = sku === null || lot === null ? null : seen([sku, lot], row.line)
    if (first !== null) cells.wrong('lot', say('lot.twice', { lot: lot ?? '', line: String(first) }))
    return sku === null || lot === null || !expiry ? [] : { sku, lot, expiry: expiry.iso }
  })
}
