import { MAX_CODE_LENGTH, type CountFileCheck, type CountUploadBody } from '@cyclecount/contract'
import { parseQuantity, placeLocal, type Sentence } from '@cyclecount/domain'
import { say } from '../words/say.ts'
import { csvTable } from './csv-table.ts'

export type FileFault = Omit<CountFileCheck['faults'][number], 'message'> & { readonly message: Sentence }
type Row = CountUploadBody['rows'][number]

/** What a file says, row by row; the fields of a row that is wrong are told in `faults`. */
export interface CountFile {
  readonly rows: readonly { readonly at: number; readonly row: Row }[]
  /** Bins that hold nothing: a row with a bin, no product and a quantity of 0. */
  readonly emptied: readonly { readonly at: number; readonly location: string }[]
  readonly faults: readonly FileFault[]
}

/** One file is one transaction, and scans wait behind it. */
const MOST_ROWS = 5000

const columns = [
  'sku',
  'code',
  'quantity',
  'location',
  'area',
  'counted_at',
  'lot',
  'serial',
  'expiry',
] as const
type Column = (typeof columns)[number]

const longest = { sku: 120, code: MAX_CODE_LENGTH, location: 120, area: 120, lot: 90, serial: 90 } as const

/**
 * Reads the CSV of a count made elsewhere: with a comma, a semicolon (then decimals may have a comma) or a tab between cells. Everything that
 * is wrong with the form of it is told at once, with the row as a spreadsheet numbers it. `countedAt`: of rows that name no time.
 */
export function readCountFile(
  text: string,
  given: { readonly timeZone: string; readonly countedAt: number | null },
): CountFile {
  const table = csvTable(text)
  if ('brokenAt' in table) {
    const fault = { row: table.brokenAt, column: null, message: say('countFile.noCsv') }
    return { rows: [], emptied: [], faults: [fault] }
  }
  const [head = [], ...body] = table.records
  const names = head.map((name) => name.trim().toLowerCase())
  const faults: FileFault[] = headFaults(names).map((message) => ({ row: 1, column: null, message }))
  if (body.length === 0) faults.push(ofFile(say('countFile.empty')))
  if (body.length > MOST_ROWS) faults.push(ofFile(say('countFile.tooMany', { most: String(MOST_ROWS) })))
  if (faults.length > 0) return { rows: [], emptied: [], faults }
  const rows: { at: number; row: Row }[] = []
  const emptied: { at: number; location: string }[] = []
  const timeOf = timesIn(given.timeZone)
  for (const [index, cells] of body.entries()) {
    const at = index + 2
    if (cells.every((cell) => cell.trim() === '')) continue
    if (cells.length !== names.length) {
      const message = say('countFile.cells', { cells: String(cells.length), head: String(names.length) })
      faults.push({ row: at, column: null, message })
      continue
    }
    const cell = (column: Column) => cells[names.indexOf(column)]?.trim() ?? ''
    const read = rowOf(cell, {
      countedAt: given.countedAt,
      timeOf,
      commaDecimals: table.delimiter === ';',
    })
    faults.push(...read.faults.map((fault) => ({ row: at, ...fault })))
    if (read.faults.length > 0) continue
    if (read.emptied !== null) emptied.push({ at, location: read.emptied })
    else if (read.row !== null) rows.push({ at, row: read.row })
  }
  return { rows, emptied, faults }
}

function ofFile(message: Sentence): FileFault {
  return { row: null, column: null, message }
}

function headFaults(names: readonly string[]): readonly Sentence[] {
  const known: readonly string[] = columns
  return [
    ...names.flatMap((column, index) => {
      if (!known.includes(column)) return say('countFile.unknown', { column, known: columns.join(', ') })
      return names.indexOf(column) === index ? [] : say('countFile.twice', { column })
    }),
    ...(names.includes('sku') || names.includes('code') ? [] : [say('countFile.noWhat')]),
    ...(names.includes('location') || names.includes('area') ? [] : [say('countFile.noWhere')]),
    ...(names.includes('quantity') ? [] : [say('countFile.noQuantity')]),
  ]
}

interface ReadRow {
  readonly row: Row | null
  readonly emptied: string | null
  readonly faults: readonly { readonly column: Column; readonly message: Sentence }[]
}

function rowOf(
  cell: (column: Column) => string,
  given: {
    readonly countedAt: number | null
    readonly timeOf: (text: string) => number | null
    readonly commaDecimals: boolean
  },
): ReadRow {
  const faults: { column: Column; message: Sentence }[] = []
  const wrong = (column: Column, message: Sentence) => faults.push({ column, message })
  for (const [column, most] of Object.entries(longest) as [keyof typeof longest, number][])
    if (cell(column).length > most) wrong(column, say('countFile.long'))
  const quantityMilli = parseQuantity(
    given.commaDecimals ? cell('quantity').replace(',', '.') : cell('quantity'),
  )
  if (cell('quantity') === '') wrong('quantity', say('countFile.quantity.missing'))
  else if (quantityMilli === null) wrong('quantity', say('countFile.quantity.wrong'))
  else if (quantityMilli < 0) wrong('quantity', say('countFile.quantity.below'))
  if (cell('expiry') !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(cell('expiry')))
    wrong('expiry', say('countFile.expiry.wrong'))
  const isEmptied = cell('sku') === '' && cell('code') === '' && cell('location') !== ''
  if (isEmptied && quantityMilli !== null && quantityMilli > 0) wrong('quantity', say('countFile.emptied'))
  const countedAt = cell('counted_at') === '' ? given.countedAt : given.timeOf(cell('counted_at'))
  if (countedAt === null && !isEmptied)
    wrong('counted_at', say(cell('counted_at') === '' ? 'countFile.time.missing' : 'countFile.time.wrong'))
  if (faults.length > 0) return { row: null, emptied: null, faults }
  if (isEmptied) return { row: null, emptied: cell('location'), faults }
  const named = (['sku', 'code', 'location', 'area', 'lot', 'serial', 'expiry'] as const).flatMap((column) =>
    cell(column) === '' ? [] : [[column, cell(column)] as const],
  )
  const row = { ...Object.fromEntries(named), quantityMilli: quantityMilli ?? 0, countedAt: countedAt ?? 0 }
  return { row, emptied: null, faults }
}

/** Instants of times as they are written; most rows of a file were written at the time of another one. */
function timesIn(timeZone: string): (text: string) => number | null {
  const known = new Map<string, number | null>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const at = instantOf(text, timeZone)
    known.set(text, at)
    return at
  }
}

const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/

/** With an offset or `Z` an instant, without one the facility's wall time. */
function instantOf(text: string, timeZone: string): number | null {
  if (LOCAL.test(text)) return placeLocal(text.replace(' ', 'T'), timeZone)?.at ?? null
  const isInstant = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)
  const at = isInstant ? Date.parse(text.replace(' ', 'T')) : Number.NaN
  return Number.isNaN(at) ? null : at
}
