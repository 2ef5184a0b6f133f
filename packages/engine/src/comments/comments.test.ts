import { freshSqlite } from '../testing/sqlite.ts'
import { commentsContract } from './comments.contract.ts'

commentsContract('SQLite', freshSqlite)
