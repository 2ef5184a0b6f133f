import { CsvError, parse } from 'csv-parse/sync'

export type CsvTable =
  | { readonly records: readonly (readonly string[])[]; readonly delimiter: string }
  /** The line of what cannot be read, as a spreadsheet numbers it. */
  | { readonly brokenAt: number | null }

/** Cells between commas, semicolons or tabs, whichever its first line has most of. */
export function csvTable(text: string): CsvTable {
  const [firstLine = ''] = text.split(/\r?\n/, 1)
  const counts = [',', ';', '\t'].map((sign) => ({ sign, n: firstLine.split(sign).length }))
  const delimiter = counts.toSorted((a, b) => b.n - a.n)[0]?.sign ?? ','
  try {
    const records = parse(text, { bom: true, delimiter, relaxColumnCount: true, skipEmptyLines: false })
    // The line's end after the last row is no row.
    while (records.at(-1)?.every((cell) => cell.trim() === '') === true) records.pop()
    return { records, delimiter }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { brokenAt: typeof error['lines'] === 'number' ? error['lines'] : null }
  }
}
