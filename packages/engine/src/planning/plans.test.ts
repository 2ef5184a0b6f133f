import { freshSqlite } from '../testing/sqlite.ts'
import { plansContract } from './plans.contract.ts'

plansContract('SQLite', freshSqlite)
