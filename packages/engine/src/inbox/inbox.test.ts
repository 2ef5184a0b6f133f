import { freshSqlite } from '../testing/sqlite.ts'
import { inboxContract } from './inbox.contract.ts'

inboxContract('SQLite', freshSqlite)
