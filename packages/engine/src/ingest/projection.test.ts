import { freshSqlite } from '../testing/sqlite.ts'
import { projectionContract } from './projection.contract.ts'

projectionContract('SQLite', freshSqlite, 60)
