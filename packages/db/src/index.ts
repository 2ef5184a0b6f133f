export { engineMigrations } from './migrations.ts'
export { statement } from './statement.ts'
export { tables, type Schema } from './schema/index.ts'
export type { CountType } from './schema/counting.ts'
export {
  asUuid,
  backupSqlite,
  isOutOfRoom,
  isTransient,
  isUniqueViolation,
  migrate,
  openDatabase,
  type Database,
} from './plumbing/index.ts'
