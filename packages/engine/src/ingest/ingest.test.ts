import { freshSqlite } from '../testing/sqlite.ts'
import { ingestContract } from './ingest.contract.ts'

ingestContract('SQLite', freshSqlite)
