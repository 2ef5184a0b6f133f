import { sqliteFiles } from '../testing/sqlite-files.ts'
import { offsetsContract } from './offsets.contract.ts'

offsetsContract('SQLite', sqliteFiles())
