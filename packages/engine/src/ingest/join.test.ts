import { freshSqlite } from '../testing/sqlite.ts'
import { joinContract } from './join.contract.ts'

joinContract('SQLite', freshSqlite)
