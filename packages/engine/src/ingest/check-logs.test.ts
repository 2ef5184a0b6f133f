import { freshSqlite } from '../testing/sqlite.ts'
import { checkLogsContract } from './check-logs.contract.ts'

checkLogsContract('SQLite', freshSqlite)
