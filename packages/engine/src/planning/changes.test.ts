import { freshSqlite } from '../testing/sqlite.ts'
import { changesContract } from './changes.contract.ts'

changesContract('SQLite', freshSqlite)
