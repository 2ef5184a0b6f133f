import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Sentence } from '@cyclecount/domain'
import { CsvError, parse } from 'csv-parse'
import { say } from '../words/say.ts'
import type { ErrorList } from './import-error.ts'

/** A file of the import and its columns. A column that is not needed may be left out or left empty. */
export interface CsvFile<Column extends string> {
  readonly name: string
  readonly isOptional?: boolean
  readonly columns: Readonly<Record<Column, 'needed' | 'optional'>>
}

/** A line of a file: its cells without surrounding spaces, empty where the file has no such column. */
export interface CsvRow<Column extends string> {
  readonly file: string
  readonly line: number
  readonly cells: Readonly<Record<Column, string>>
}

export interface CsvTable<Column extends string> {
  /** False where the file could not be read as this table, so that what refers to it cannot be judged. */
  readonly isWhole: boolean
  readonly isThere: boolean
  readonly rows: readonly CsvRow<Column>[]
}

/** Reads a file of the folder. What is wrong with its form goes to `errors`; lines that have a form are still read. */
export async function readCsv<Column extends string>(
  folder: string,
  file: CsvFile<Column>,
  errors: ErrorList,
  onRows: (rows: number) => void,
): Promise<CsvTable<Column>> {
  const rows: CsvRow<Column>[] = []
  let header: readonly string[] | null = null
  let isWhole = true
  try {
    for await (const { cells, line } of records(join(folder, file.name))) {
      if (header === null) {
        header = cells
        if (!checkHeader(file, header, errors)) return { isWhole: false, isThere: true, rows: [] }
        continue
      }
      const row = rowOf(file, header, cells, line, errors)
      if (row) rows.push(row)
      if (rows.length % 1000 === 0) onRows(rows.length)
    }
    if (header === null) {
      errors.add(file.name, null, null, say('file.empty'))
      isWhole = false
    }
  } catch (error) {
    if (isMissing(error)) {
      if (!file.isOptional) errors.add(file.name, null, null, say('file.missing'))
      return { isWhole: file.isOptional === true, isThere: false, rows }
    }
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? error['lines'] : null
    errors.add(file.name, line, null, say('file.noCsv'))
    isWhole = false
  }
  onRows(rows.length)
  return { isWhole, isThere: true, rows }
}

async function* records(path: string): AsyncGenerator<{ cells: readonly string[]; line: number }> {
  const parser = parse({ bom: true, info: true, relaxColumnCount: true, trim: true, skipEmptyLines: true })
  const source = createReadStream(path)
  source.once('error', (error) => parser.destroy(error))
  source.pipe(parser)
  for await (const record of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
    yield { cells: record.record, line: record.info.lines }
}

function checkHeader<Column extends string>(
  { name, columns }: CsvFile<Column>,
  header: readonly string[],
  errors: ErrorList,
): boolean {
  const known = Object.keys(columns)
  let isGood = true
  const wrong = (column: string, message: Sentence) => {
    errors.add(name, 1, column, message)
    isGood = false
  }
  for (const [column, need] of Object.entries(columns))
    if (need === 'needed' && !header.includes(column)) wrong(column, say('column.missing', { column }))
  for (const [index, column] of header.entries()) {
    if (!known.includes(column)) wrong(column, say('column.unknown', { column, known: known.join(', ') }))
    else if (header.indexOf(column) !== index) wrong(column, say('column.twice', { column }))
  }
  return isGood
}

function rowOf<Column extends string>(
  { name, columns }: CsvFile<Column>,
  header: readonly string[],
  cells: readonly string[],
  line: number,
  errors: ErrorList,
): CsvRow<Column> | null {
  if (cells.length !== header.length) {
    const message = say('line.cells', { cells: String(cells.length), header: String(header.length) })
    errors.add(name, line, null, message)
    return null
  }
  const broken = cells.findIndex((cell) => cell.includes('\uFFFD'))
  if (broken >= 0) {
    errors.add(name, line, header[broken] ?? null, say('cell.notUtf8'))
    return null
  }
  const named = Object.fromEntries(
    Object.keys(columns).map((column) => [column, cells[header.indexOf(column)] ?? '']),
  )
  return { file: name, line, cells: named as Record<Column, string> }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
