import { isQuantity, parseMoney, parseQuantity, type Sentence } from '@cyclecount/domain'
import { say } from '../words/say.ts'
import type { CsvRow } from './csv-rows.ts'
import type { ErrorList } from './import-error.ts'

/** Reads the cells of a line. What a cell does not hold is told, and null stands for it. */
export interface Cells<Column extends string> {
  readonly text: (column: Column) => string
  /** Not empty. */
  readonly needed: (column: Column) => string | null
  readonly oneOf: <T extends string, O extends string>(
    column: Column,
    values: readonly T[],
    otherwise: O,
  ) => T | O | null
  readonly yesNo: (column: Column, otherwise: boolean) => boolean | null
  readonly quantity: (column: Column) => number | null
  /** Empty is unknown, told apart from a bad amount. */
  readonly money: (column: Column) => { readonly micros: bigint | null } | null
  readonly count: (column: Column, otherwise: number) => number | null
  readonly date: (column: Column) => { readonly iso: string | null } | null
  /** Tells that a cell is wrong. */
  readonly wrong: (column: Column, message: Sentence) => null
}

export function cellsOf<Column extends string>(row: CsvRow<Column>, errors: ErrorList): Cells<Column> {
  const text = (column: Column) => row.cells[column]
  const wrong = (column: Column, message: Sentence): null => {
    errors.add(row.file, row.line, column, message)
    return null
  }
  return {
    text,
    wrong,
    needed: (column) => text(column) || wrong(column, say('cell.empty', { column })),
    oneOf: (column, values, otherwise) => {
      const cell = text(column)
      if (cell === '') return otherwise
      const value = values.find((candidate) => candidate === cell)
      return value ?? wrong(column, say('cell.noneOf', { cell, values: values.join(', ') }))
    },
    yesNo: (column, otherwise) => {
      const cell = text(column).toLowerCase()
      if (cell === '') return otherwise
      if (cell === 'yes' || cell === 'no') return cell === 'yes'
      return wrong(column, say('cell.yesNo', { cell: text(column) }))
    },
    quantity: (column) => {
      const milli = parseQuantity(text(column))
      if (milli !== null && isQuantity(milli)) return milli
      return wrong(column, say('cell.quantity', { cell: text(column) }))
    },
    money: (column) => {
      if (text(column) === '') return { micros: null }
      const micros = parseMoney(text(column))
      if (micros !== null && micros >= 0n) return { micros }
      return wrong(column, say('cell.amount', { cell: text(column) }))
    },
    count: (column, otherwise) => {
      if (text(column) === '') return otherwise
      if (/^[1-9]\d{0,5}$/.test(text(column))) return Number(text(column))
      return wrong(column, say('cell.count', { cell: text(column) }))
    },
    date: (column) => {
      if (text(column) === '') return { iso: null }
      if (isIsoDate(text(column))) return { iso: text(column) }
      return wrong(column, say('cell.date', { cell: text(column) }))
    },
  }
}

function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Remembers on which line each key stood first. */
export function createFirstSeen(): (key: readonly (string | null)[], line: number) => number | null {
  const lines = new Map<string, number>()
  return (key, line) => {
    const name = JSON.stringify(key)
    const first = lines.get(name)
    if (first !== undefined) return first
    lines.set(name, line)
    return null
  }
}
