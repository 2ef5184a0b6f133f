import { freshSqlite } from '../testing/sqlite.ts'
import { assigningContract } from './assigning.contract.ts'

assigningContract('SQLite', freshSqlite)
