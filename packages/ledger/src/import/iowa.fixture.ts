import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatGtin, gtinFrom } from '@cyclecount/barcode'
import { parse } from 'csv-parse/sync'

/**
 * A real retailer for tests: the spirits departments of five stores in Iowa, from the shared folder beside the project. 1,939
 * products with the codes their makers gave them, so that 26 codes stand on several products, and 478 cases with codes of their own.
 */
const source = join(import.meta.dirname, '../../../../../shared/data/demo/iowa-5-stores')

/** Says why a test of it is skipped; null where the data is there. */
export const iowaIsAbsent: string | null = existsSync(source)
  ? null
  : 'skipped: the shared folder with iowa-5-stores is not beside the project'

/** Writes the retailer into `folder` as the five files of a CSV import. */
export async function writeIowaRetailer(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const products = read('products.csv')
  const bins = read('bins_derived.csv')
  const binOf = new Map(bins.map((row) => [`${row['facility_id']} ${row['sku']}`, row['bin']]))
  const families = new Map(products.map((row) => [row['family_code'], row['family']]))
  const places = new Map(
    bins.map((row) => [
      `${row['facility_id']} ${row['bin']}`,
      [row['facility_id'], row['zone'], families.get(row['zone']), row['bin']],
    ]),
  )
  const sold = products.map((row) => [row['sku'], row['title'], row['category'], row['cost'], row['price']])
  const stores = read('facilities.csv').map((row) => [
    row['facility_id'],
    row['name'],
    row['time_zone'],
    'USD',
  ])
  const stock = read('on_hand_derived.csv').map(({ facility_id: store, sku, close_qty: quantity }) => {
    return [store, binOf.get(`${store} ${sku}`), sku, quantity]
  })
  await write(folder, 'products.csv', 'sku,title,category,unit_cost,price', sold)
  await write(folder, 'barcodes.csv', 'sku,barcode,pack_units', products.flatMap(barcodesOf))
  await write(folder, 'facilities.csv', 'facility,name,time_zone,currency', stores)
  await write(folder, 'locations.csv', 'facility,zone,zone_name,bin', [...places.values()])
  await write(folder, 'on_hand.csv', 'facility,bin,sku,quantity', stock)
}

/** A product of a store on the last day of the data, in whole units. */
export interface IowaDayLine {
  readonly store: string
  readonly sku: string
  readonly bin: string
  readonly zone: string
  /** What lay there before the day's deliveries and sales, by what lay there three months before and what moved since. */
  readonly morning: number
  readonly received: number
  readonly sold: number
  /** What the data says lies there in the evening. */
  readonly close: number
}

/** The five stores on the last day of the data: what lay there in the morning, what came, what was sold, what lay there in the evening. */
export function iowaLastDay(): readonly IowaDayLine[] {
  const bins = new Map(read('bins_derived.csv').map((row) => [key(row), row]))
  const received = unitsByLine('receipts.csv')
  const sold = unitsByLine('sales_derived.csv')
  return read('on_hand_derived.csv').map((row) => {
    const came = received.get(key(row)) ?? NOTHING
    const went = sold.get(key(row)) ?? NOTHING
    const place = bins.get(key(row))
    return {
      store: row['facility_id'] ?? '',
      sku: row['sku'] ?? '',
      bin: place?.['bin'] ?? '',
      zone: place?.['zone'] ?? '',
      morning: Number(row['open_qty']) + came.before - went.before,
      received: came.onDay,
      sold: went.onDay,
      close: Number(row['close_qty']),
    }
  })
}

/** Of the data's movements. */
const LAST_DAY = '2022-10-31'
const NOTHING = { before: 0, onDay: 0 }

/** Units that moved before the last day and on it, by store and product. */
function unitsByLine(name: string): ReadonlyMap<string, typeof NOTHING> {
  const moved = new Map<string, typeof NOTHING>()
  for (const row of read(name)) {
    const { before, onDay } = moved.get(key(row)) ?? NOTHING
    const units = Number(row['qty'])
    const isOnDay = row['business_date'] === LAST_DAY
    moved.set(key(row), isOnDay ? { before, onDay: onDay + units } : { before: before + units, onDay })
  }
  return moved
}

function key(row: Row): string {
  return `${row['facility_id']} ${row['sku']}`
}

type Row = Readonly<Record<string, string>>

/** The unit's code as it is printed (the source lost its leading zeros), and the case's. */
function barcodesOf(row: Row): (string | undefined)[][] {
  const unit = gtinFrom(row['gtin_raw'] ?? '')
  const pack = gtinFrom(row['case_gtin14'] ?? '')
  return [
    ...(unit ? [[row['sku'], formatGtin(unit), '1']] : []),
    ...(pack ? [[row['sku'], pack, row['pack']]] : []),
  ]
}

function read(name: string): readonly Row[] {
  return parse<Row>(readFileSync(join(source, name)), { columns: true, bom: true })
}

async function write(
  folder: string,
  name: string,
  header: string,
  rows: readonly (readonly (string | undefined)[])[],
): Promise<void> {
  const lines = rows.map((cells) => cells.map((cell) => quoted(cell ?? '')).join(','))
  await writeFile(join(folder, name), `${[header, ...lines].join('\n')}\n`)
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
