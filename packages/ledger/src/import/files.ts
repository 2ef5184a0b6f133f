import type { CsvFile } from './csv-rows.ts'

/** The files of an import, as `docs/guides/import-csv.md` describes them. */

export const productsFile = {
  name: 'products.csv',
  columns: {
    sku: 'needed',
    title: 'needed',
    category: 'optional',
    style: 'optional',
    supplier: 'optional',
    tags: 'optional',
    unit: 'optional',
    decimals: 'optional',
    tracking: 'optional',
    unit_cost: 'optional',
    price: 'optional',
  },
} as const satisfies CsvFile<string>

export const barcodesFile = {
  name: 'barcodes.csv',
  columns: { sku: 'needed', barcode: 'needed', pack_units: 'optional', kind: 'optional' },
} as const satisfies CsvFile<string>

export const facilitiesFile = {
  name: 'facilities.csv',
  columns: {
    facility: 'needed',
    name: 'needed',
    time_zone: 'needed',
    currency: 'needed',
    kind: 'optional',
    negative_stock: 'optional',
  },
} as const satisfies CsvFile<string>

export const locationsFile = {
  name: 'locations.csv',
  columns: { facility: 'needed', zone: 'needed', zone_name: 'optional', bin: 'needed', name: 'optional' },
} as const satisfies CsvFile<string>

export const onHandFile = {
  name: 'on_hand.csv',
  columns: {
    facility: 'needed',
    bin: 'needed',
    sku: 'needed',
    quantity: 'needed',
    lot: 'optional',
    serial: 'optional',
    unit_cost: 'optional',
  },
} as const satisfies CsvFile<string>

export const lotsFile = {
  name: 'lots.csv',
  isOptional: true,
  columns: { sku: 'needed', lot: 'needed', expiry: 'optional' },
} as const satisfies CsvFile<string>

export type ColumnOf<F extends CsvFile<string>> = keyof F['columns'] & string
