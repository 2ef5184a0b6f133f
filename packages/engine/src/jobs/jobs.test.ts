import { sqliteFiles } from '../testing/sqlite-files.ts'
import { jobsContract } from './jobs.contract.ts'

jobsContract('SQLite', sqliteFiles())
