import { sqliteFiles } from '../testing/sqlite-files.ts'
import { groundsContract } from './grounds.contract.ts'

groundsContract('SQLite', sqliteFiles())
