import type { SqliteDatabase } from 'kysely'
import { uuidToBytes } from './codec.ts'
import type { Column } from './table.ts'

/** Rows that go in by one run of a statement; more gain nothing. */
const TEN = 10

type AnyRow = Readonly<Record<string, unknown>>
type TypedColumn = readonly [name: string, type: Column<unknown>['type']]

/**
 * Inserts rows ten by ten with SQLite (`orElse`: an `on conflict` of the primary key, or nothing); what all of them say the same is handed over once for ten, because handing values over costs as
 * much as storing them. Answers how many were inserted: what is left is fewer than ten. `or fail`: where a row is refused, those before
 * it stay until the caller undoes its transaction or savepoint; to undo the ten by itself SQLite would copy every page they touch, which
 * costs as much as the rows.
 */
export function insertByTens(
  connection: SqliteDatabase,
  table: string,
  columns: readonly TypedColumn[],
  rows: readonly AnyRow[],
  orElse: string,
): number {
  const [first] = rows
  const whole = rows.length - (rows.length % TEN)
  if (!first || whole === 0) return 0
  const varying = columns.filter(([name]) => {
    const said = first[name]
    return rows.some((row) => row[name] !== said)
  })
  // Rows that do not differ at all cannot both be kept: one by one, the second is refused.
  if (varying.length === 0) return 0
  const same = columns.filter((column) => !varying.includes(column))
  const statement = connection.prepare(`${textOf(table, same, varying)} ${orElse}`)
  const values = encoded(same, first)
  const begin = values.length
  const encoders = varying.map(([, type]) => valueEncoder(type))
  for (let at = 0; at < whole; at += TEN) {
    let place = begin
    for (let next = at; next < at + TEN; next += 1) {
      const row = rows[next] ?? first
      for (let one = 0; one < varying.length; one += 1) {
        values[place] = encoders[one]?.(row[varying[one]?.[0] ?? ''])
        place += 1
      }
    }
    statement.run(values)
  }
  return whole
}

function textOf(table: string, same: readonly TypedColumn[], varying: readonly TypedColumn[]): string {
  const names = [...same, ...varying].map(([name]) => `"${name}"`).join(', ')
  const places = (columns: readonly TypedColumn[]) => `(${columns.map(() => '?').join(', ')})`
  const once = same.length > 0 ? `(values ${places(same)}), ` : ''
  const ten = Array.from({ length: TEN }, () => places(varying)).join(', ')
  return `insert or fail into "${table}" (${names}) select * from ${once}(values ${ten}) where true`
}

function encoded(columns: readonly TypedColumn[], row: AnyRow): unknown[] {
  return columns.map(([name, type]) => valueEncoder(type)(row[name]))
}

/** Ids repeat from row to row: the same text as before is not encoded again. */
export function valueEncoder(type: Column<unknown>['type']): (value: unknown) => unknown {
  if (type !== 'uuid') return (value) => value
  let before: unknown = null
  let bytes: Uint8Array | null = null
  return (value) => {
    if (value === before) return bytes
    before = value
    bytes = typeof value === 'string' ? uuidToBytes(value) : null
    return bytes
  }
}
