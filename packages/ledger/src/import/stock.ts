import { quantityText } from '@cyclecount/domain'
import type { RetailerLot, RetailerOpening } from '../retailer.ts'
import { say } from '../words/say.ts'
import { cellsOf, createFirstSeen, type Cells } from './cells.ts'
import type { CsvTable } from './csv-rows.ts'
import type { ColumnOf, onHandFile } from './files.ts'
import type { ErrorList } from './import-error.ts'
import { isKnownFacility, type KnownPlaces } from './places.ts'
import { knownSku, type KnownProducts } from './products.ts'

type Column = ColumnOf<typeof onHandFile>

export interface StockContext {
  readonly products: KnownProducts
  readonly places: KnownPlaces
  /** Facility and bin, as JSON; null where locations.csv could not be read. */
  readonly bins: ReadonlySet<string> | null
  /** SKU and lot, as JSON; null where there is no lots.csv, so that any lot is taken. */
  readonly lots: ReadonlySet<string> | null
  readonly at: number
}

export function readOpening(
  table: CsvTable<Column>,
  context: StockContext,
  errors: ErrorList,
): { readonly opening: readonly RetailerOpening[]; readonly lots: readonly RetailerLot[] } {
  const seen = createFirstSeen()
  const lots = new Map<string, RetailerLot>()
  const opening = table.rows.flatMap((row) => {
    const cells = cellsOf(row, errors)
    const facility = cells.needed('facility')
    const bin = cells.needed('bin')
    const sku = knownSku(context.products, row, errors)
    const quantityMilli = cells.quantity('quantity')
    const cost = cells.money('unit_cost')
    const lot = cells.text('lot') || null
    const serial = cells.text('serial') || null
    checkPlace(context, cells, facility, bin)
    if (sku !== null && quantityMilli !== null) checkQuantity(context, cells, sku, serial, quantityMilli)
    if (sku !== null && lot !== null) {
      if (context.lots && !context.lots.has(JSON.stringify([sku, lot])))
        cells.wrong('lot', say('lot.none', { lot, sku }))
      else lots.set(JSON.stringify([sku, lot]), { sku, lot, expiry: null })
    }
    const first = seen([facility, bin, sku, lot, serial], row.line)
    if (first !== null) cells.wrong('sku', say('stock.twice', { line: String(first) }))
    if (facility === null || bin === null || sku === null || quantityMilli === null || !cost) return []
    return { facility, bin, sku, lot, serial, quantityMilli, unitCostMicros: cost.micros, at: context.at }
  })
  return { opening, lots: [...lots.values()] }
}

function checkPlace(
  { places, bins }: StockContext,
  cells: Cells<Column>,
  facility: string | null,
  bin: string | null,
): void {
  if (facility === null) return
  if (!isKnownFacility(places, facility)) cells.wrong('facility', say('facility.none', { facility }))
  else if (bin !== null && bins && !bins.has(JSON.stringify([facility, bin])))
    cells.wrong('bin', say('bin.none', { bin, facility }))
}

function checkQuantity(
  { products }: StockContext,
  cells: Cells<Column>,
  sku: string,
  serial: string | null,
  milli: number,
): void {
  const product = products.bySku.get(sku)
  if (product && !product.decimals && milli % 1000 !== 0)
    cells.wrong('quantity', say('stock.whole', { quantity: quantityText(milli), sku }))
  else if (serial !== null && milli !== 0 && milli !== 1000)
    cells.wrong('quantity', say('stock.serial', { quantity: quantityText(milli) }))
}
