import type { Ledger } from '../ledger.ts'
import { loadRetailer, type LoadOutcome, type LoadProgress } from '../load/load-retailer.ts'
import type { RetailerData } from '../retailer.ts'
import { readCsv, type CsvFile, type CsvTable } from './csv-rows.ts'
import { barcodesFile, facilitiesFile, locationsFile, lotsFile, onHandFile, productsFile } from './files.ts'
import { createErrorList, type ErrorList, type ImportError } from './import-error.ts'
import { readFacilities, readLocations } from './places.ts'
import { readBarcodes, readLots, readProducts } from './products.ts'
import { readOpening } from './stock.ts'

export type ImportProgress =
  | { readonly step: 'reading'; readonly file: string; readonly rows: number }
  | LoadProgress

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void
}

export type ReadOutcome =
  | { readonly kind: 'read'; readonly data: RetailerData }
  /** Every error of every file, in the order of the files and lines. */
  | { readonly kind: 'wrong'; readonly errors: readonly ImportError[] }

export type ImportOutcome = LoadOutcome | Extract<ReadOutcome, { readonly kind: 'wrong' }>

/**
 * Takes a retailer in from a folder of CSV files, whose columns `docs/guides/import-csv.md` describes. Where anything is wrong in any
 * of them, all errors are told at once and nothing is taken in.
 */
export async function importRetailer(
  ledger: Ledger,
  folder: string,
  { onProgress = () => undefined }: ImportOptions = {},
): Promise<ImportOutcome> {
  const read = await readRetailer(folder, { at: ledger.now(), onProgress })
  return read.kind === 'wrong' ? read : loadRetailer(ledger, read.data, { onProgress })
}

/** Reads and checks the files of a folder without touching a ledger; `at` is when the stock is said to lie there. */
export async function readRetailer(
  folder: string,
  { at, onProgress = () => undefined }: ImportOptions & { readonly at: number },
): Promise<ReadOutcome> {
  const errors = createErrorList()
  const read = <C extends string>(file: CsvFile<C>): Promise<CsvTable<C>> =>
    readCsv(folder, file, errors, (rows) => onProgress({ step: 'reading', file: file.name, rows }))
  const data = await readTables(read, at, errors)
  const found = errors.all()
  return found.length === 0 ? { kind: 'read', data } : { kind: 'wrong', errors: inOrder(found) }
}

async function readTables(
  read: <C extends string>(file: CsvFile<C>) => Promise<CsvTable<C>>,
  at: number,
  errors: ErrorList,
): Promise<RetailerData> {
  const products = readProducts(await read(productsFile), errors)
  const barcodes = readBarcodes(await read(barcodesFile), products, errors)
  const places = readFacilities(await read(facilitiesFile), errors)
  const locationTable = await read(locationsFile)
  const locations = readLocations(locationTable, places, errors)
  const lotTable = await read(lotsFile)
  const lots = readLots(lotTable, products, errors)
  const lotsAreKnown = lotTable.isThere && lotTable.isWhole
  const stock = readOpening(
    await read(onHandFile),
    {
      products,
      places,
      at,
      bins: locationTable.isWhole ? named(locationTable, 'facility', 'bin') : null,
      lots: lotsAreKnown ? named(lotTable, 'sku', 'lot') : null,
    },
    errors,
  )
  return {
    currency: places.currency,
    facilities: places.facilities,
    locations,
    products: [...products.bySku.values()],
    barcodes,
    lots: lotsAreKnown ? lots : stock.lots,
    opening: stock.opening,
    movements: [],
  }
}

/** What a file names, on lines that may be wrong otherwise: those are told once, not again wherever they are referred to. */
function named<C extends string>({ rows }: CsvTable<C>, first: C, second: C): ReadonlySet<string> {
  return new Set(rows.map(({ cells }) => JSON.stringify([cells[first], cells[second]])))
}

const order = [productsFile, barcodesFile, facilitiesFile, locationsFile, lotsFile, onHandFile].map(
  (file) => file.name as string,
)

function inOrder(errors: readonly ImportError[]): readonly ImportError[] {
  return errors.toSorted(
    (a, b) => order.indexOf(a.file) - order.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0),
  )
}
