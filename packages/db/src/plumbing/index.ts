export { backupSqlite } from './backup.ts'
export { asUuid, uuidToBytes } from './codec.ts'
export { bytesToUuid } from './decode.ts'
export { dialectOf, openDatabase, type Database, type DatabaseOptions } from './database.ts'
export { isOutOfRoom, isTransient, isUniqueViolation } from './violation.ts'
export { migrate, type MigrationSet } from './migrate.ts'
export { statementsOf } from './statement.ts'
export {
  bytes,
  createTables,
  flag,
  integer,
  micros,
  nullable,
  table,
  text,
  uuid,
  type AnyTable,
  type Column,
  type Dialect,
  type RowOf,
  type Table,
  type UniqueIndex,
} from './table.ts'
