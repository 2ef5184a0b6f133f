import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** The spirits departments of five stores in Iowa, from the shared folder beside the project. */
const source = join(import.meta.dirname, '../../../../shared/data/demo/iowa-5-stores')

/** Says why what needs it is skipped; null where the data is there. */
export const iowaIsAbsent: string | null = existsSync(source)
  ? null
  : 'skipped: the shared folder with iowa-5-stores is not beside the project'

/** The movements begin on this day, facility-local, and last `DAYS` days. */
const FIRST_DAY = Date.UTC(2022, 7, 1)
export const DAYS = 92
const DAY_MS = 86_400_000

/** A product in a store: what lay there when the movements began, and what moved on each of their days, in units. */
export interface MovedLine {
  readonly store: string
  readonly sku: string
  readonly category: string
  /** What the store pays for a unit, in dollars. */
  readonly price: number
  /** Units in a case. */
  readonly pack: number
  readonly opening: number
  /** By day; a delivery below 0 went back. */
  readonly sold: readonly number[]
  readonly received: readonly number[]
}

/** Every line of every store, in the order of store and article number. */
export function iowaMovements(): readonly MovedLine[] {
  const products = new Map(read('products.csv').map((row) => [row['sku'], row]))
  const sold = byDay(read('sales_derived.csv'))
  const received = byDay(read('receipts.csv'))
  const none: readonly number[] = Array.from({ length: DAYS }, () => 0)
  return read('on_hand_derived.csv').map((row) => {
    const [store = '', sku = ''] = [row['facility_id'], row['sku']]
    const product = products.get(sku)
    const key = `${store} ${sku}`
    return {
      store,
      sku,
      category: product?.['category'] ?? '',
      price: Number(product?.['price'] ?? 0),
      pack: Number(product?.['pack'] ?? 1),
      opening: Number(row['open_qty']),
      sold: sold.get(key) ?? none,
      received: received.get(key) ?? none,
    }
  })
}

type Row = Readonly<Record<string, string>>

function byDay(rows: readonly Row[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const row of rows) {
    const key = `${row['facility_id']} ${row['sku']}`
    const days = found.get(key) ?? Array.from({ length: DAYS }, () => 0)
    const day = Math.round((Date.parse(row['business_date'] ?? '') - FIRST_DAY) / DAY_MS)
    days[day] = (days[day] ?? 0) + Number(row['qty'])
    found.set(key, days)
  }
  return found
}

function read(name: string): readonly Row[] {
  // The columns are the file's own first line.
  return parse(readFileSync(join(source, name)), { columns: true }) as readonly Row[]
}
