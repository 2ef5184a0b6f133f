import { freshSqlite } from '../testing/sqlite.ts'
import { chainsContract } from './chains.contract.ts'

chainsContract('SQLite', freshSqlite)
