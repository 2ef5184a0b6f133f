import { stringify } from 'csv-stringify/sync'

export type CsvCell = string | number | null

/** The names of the columns; with a byte order mark, without which spreadsheets take the file for something else than UTF-8. */
export function csvHead(columns: readonly string[]): string {
  return `\ufeff${stringify([[...columns]])}`
}

/** Rows of a table. A text that a spreadsheet would take for a formula is marked as text (OWASP, CSV injection); a negative number is none. */
export function csvRows(rows: readonly (readonly CsvCell[])[]): string {
  return stringify(rows.map((row) => row.map(harmless)))
}

const number = /^-?\d+(\.\d+)?$/

function harmless(cell: CsvCell): CsvCell {
  return typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) && !number.test(cell) ? `'${cell}` : cell
}
