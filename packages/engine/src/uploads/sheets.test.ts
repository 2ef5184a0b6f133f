import { freshSqlite } from '../testing/sqlite.ts'
import { sheetsContract } from './sheets.contract.ts'

sheetsContract('SQLite', freshSqlite)
