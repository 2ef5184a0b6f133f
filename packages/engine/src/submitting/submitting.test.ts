import { sqliteFiles } from '../testing/sqlite-files.ts'
import { submittingContract } from './submitting.contract.ts'

submittingContract('SQLite', sqliteFiles())
