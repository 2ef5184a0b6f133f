import { isOtherResult } from './prepared-postgres.ts'

const UNIQUE: ReadonlySet<string> = new Set([
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_TRIGGER',
  '23505',
])

const TRANSIENT: ReadonlySet<string> = new Set([
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  // Not serializable, a deadlock, a lock that was not had in time.
  '40001',
  '40P01',
  '55P03',
])

/** Whether the database refused a row because an index, a key or a trigger in their stead holds its like. Both databases. */
export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error)
  return code !== null && UNIQUE.has(code)
}

/** Whether the same transaction may succeed when it is run again: another one, or a change of the schema, was in its way. */
export function isTransient(error: unknown): boolean {
  if (isOtherResult(error)) return true
  const code = codeOf(error)
  return code !== null && TRANSIENT.has(code)
}

/** Whether the database could not write: no room on the disk, or a disk that fails. What was committed before stands. */
export function isOutOfRoom(error: unknown): boolean {
  const code = codeOf(error)
  return code !== null && (code === 'SQLITE_FULL' || code === '53100' || code.startsWith('SQLITE_IOERR'))
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}
