import { freshSqlite } from '../testing/sqlite.ts'
import { intakeContract } from './intake.contract.ts'

intakeContract('SQLite', freshSqlite)
