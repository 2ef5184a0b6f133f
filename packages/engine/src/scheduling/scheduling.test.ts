import { sqliteFiles } from '../testing/sqlite-files.ts'
import { schedulingContract } from './scheduling.contract.ts'

schedulingContract('SQLite', sqliteFiles())
