import { freshSqlite } from '../testing/sqlite.ts'
import { planningContract } from './planning.contract.ts'

planningContract('SQLite', freshSqlite)
