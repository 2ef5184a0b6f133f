import { sqliteFiles } from '../testing/sqlite-files.ts'
import { reasonsContract } from './reasons.contract.ts'

reasonsContract('SQLite', sqliteFiles())
