import { csvHead, csvRows, type CsvCell } from './csv.ts'
import { xlsxFile, type XlsxCell } from './xlsx.ts'

/** A column of a table for a file: what it is called there and what of a row stands in it. */
export type TableColumn<Row> =
  | { readonly name: string; readonly kind: 'text'; readonly of: (row: Row) => string | null }
  /** Decimal text, so that no digit is lost, or a plain count. */
  | { readonly name: string; readonly kind: 'number'; readonly of: (row: Row) => string | number | null }
  /** UTC ms. */
  | { readonly name: string; readonly kind: 'instant'; readonly of: (row: Row) => number | null }

export interface FileTable<Row> {
  readonly title: string
  readonly columns: readonly TableColumn<Row>[]
  readonly rows: AsyncIterable<readonly Row[]>
}

/** The table as CSV, batch by batch: decimals with a point, instants in UTC. */
export async function* asCsv<Row>({ columns, rows }: FileTable<Row>): AsyncGenerator<string> {
  yield csvHead(columns.map(({ name }) => name))
  for await (const batch of rows)
    yield csvRows(batch.map((row) => columns.map((column) => csvCell(column, row))))
}

/** The table as a workbook of one sheet: numbers are numbers there, instants are dates in UTC. */
export function asXlsx<Row>(
  { title, columns, rows }: FileTable<Row>,
  now: number,
): AsyncGenerator<Uint8Array> {
  const batches = async function* (): AsyncGenerator<readonly (readonly XlsxCell[])[]> {
    for await (const batch of rows) yield batch.map((row) => columns.map((column) => xlsxCell(column, row)))
  }
  return xlsxFile({ title, head: columns.map(({ name }) => name), batches: batches(), now })
}

/** Rows that are already there. */
export async function* atOnce<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows
}

function csvCell<Row>(column: TableColumn<Row>, row: Row): CsvCell {
  if (column.kind !== 'instant') return column.of(row)
  const at = column.of(row)
  return at === null ? null : new Date(at).toISOString()
}

function xlsxCell<Row>(column: TableColumn<Row>, row: Row): XlsxCell {
  switch (column.kind) {
    case 'text':
      return { kind: 'text', text: column.of(row) }
    case 'number': {
      const value = column.of(row)
      return { kind: 'number', text: value === null ? null : String(value) }
    }
    case 'instant':
      return { kind: 'instant', at: column.of(row) }
  }
}
