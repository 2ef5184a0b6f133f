import { UUID_BYTES, writeUuid } from './codec.ts'
import type { Column } from './table.ts'

type Type = Column<unknown>['type']
type AnyRow = Readonly<Record<string, unknown>>
type TypedColumns = readonly (readonly [name: string, type: Type])[]

/** PostgreSQL's name and number for each type. */
const postgresTypes: Record<Type, readonly [name: string, oid: number]> = {
  uuid: ['uuid', 2950],
  text: ['text', 25],
  integer: ['bigint', 20],
  bytes: ['bytea', 17],
}

/** Rows as PostgreSQL is handed them, `v` in a statement: one array for each column, in the order of the columns. */
export function fromArrays(columns: TypedColumns): string {
  const arrays = columns.map(([, type], at) => `$${at + 1}::${postgresTypes[type][0]}[]`).join(', ')
  return `unnest(${arrays}) as v(${columns.map(([name]) => `"${name}"`).join(', ')})`
}

/**
 * The arrays as PostgreSQL keeps them itself: it then reads nothing, where rows in JSON cost it as much to read as to store, and nobody
 * looks for what has to be escaped.
 */
export function inArrays(columns: TypedColumns, rows: readonly AnyRow[]): readonly Uint8Array[] {
  return columns.map(([name, type]) => arrayOf(name, type, rows))
}

const HEADER_BYTES = 20
const LENGTH_BYTES = 4
const A_ROW_BYTES = 64

/** One dimension that begins at 1; then each element behind its length, which is -1 where there is none. */
function arrayOf(name: string, type: Type, rows: readonly AnyRow[]): Uint8Array {
  const sized = sizeOf[type]
  const write = writers[type]
  let buffer = Buffer.allocUnsafe(HEADER_BYTES + rows.length * A_ROW_BYTES)
  let at = HEADER_BYTES
  let hasNull = 0
  let before: unknown = undefined
  let beforeAt = 0
  for (const row of rows) {
    const value = row[name] ?? null
    const again = value === before && beforeAt > 0
    const size = again ? at - beforeAt - LENGTH_BYTES : value === null ? 0 : sized(value)
    const end = at + LENGTH_BYTES + size
    if (end > buffer.length) buffer = grown(buffer, end)
    if (again) buffer.copyWithin(at, beforeAt, at)
    else {
      buffer.writeInt32BE(value === null ? -1 : size, at)
      if (value === null) hasNull = 1
      else write(buffer, value, at + LENGTH_BYTES)
    }
    before = value
    beforeAt = at
    at = end
  }
  const [, oid] = postgresTypes[type]
  for (const [place, word] of [1, hasNull, oid, rows.length, 1].entries())
    buffer.writeInt32BE(word, place * LENGTH_BYTES)
  return buffer.subarray(0, at)
}

function grown(buffer: Buffer<ArrayBuffer>, atLeast: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(Math.max(atLeast, buffer.length * 2))
  buffer.copy(larger)
  return larger
}

const sizeOf: Record<Type, (value: unknown) => number> = {
  uuid: () => UUID_BYTES,
  integer: () => 8,
  text: (value) => Buffer.byteLength(String(value)),
  bytes: (value) => (value as Uint8Array).length,
}

const writers: Record<Type, (buffer: Buffer, value: unknown, at: number) => void> = {
  uuid: (buffer, value, at) => writeUuid(buffer, String(value), at),
  integer: writeInteger,
  text: (buffer, value, at) => void buffer.write(String(value), at),
  bytes: (buffer, value, at) => buffer.set(value as Uint8Array, at),
}

const HALF = 2 ** 32

function writeInteger(buffer: Buffer, value: unknown, at: number): void {
  if (typeof value === 'bigint') {
    buffer.writeBigInt64BE(value, at)
    return
  }
  // In halves: to make a bigint of every number costs more than to write it.
  if (!Number.isSafeInteger(value)) throw new RangeError(`${String(value)} is no whole number`)
  const whole = Number(value)
  buffer.writeInt32BE(Math.floor(whole / HALF), at)
  buffer.writeUInt32BE(whole >>> 0, at + LENGTH_BYTES)
}
