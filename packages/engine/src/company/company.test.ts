import { freshSqlite } from '../testing/sqlite.ts'
import { companyContract } from './company.contract.ts'

companyContract('SQLite', freshSqlite)
