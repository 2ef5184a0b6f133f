import { freshSqlite } from '../testing/sqlite.ts'
import { unsentContract } from './unsent.contract.ts'

unsentContract('SQLite', freshSqlite)
