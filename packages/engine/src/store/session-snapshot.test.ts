import { freshSqlite } from '../testing/sqlite.ts'
import { sessionSnapshotContract } from './session-snapshot.contract.ts'

sessionSnapshotContract('SQLite', freshSqlite)
