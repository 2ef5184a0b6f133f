import { freshSqlite } from '../testing/sqlite.ts'
import { setAsideContract } from './set-aside.contract.ts'

setAsideContract('SQLite', freshSqlite)
