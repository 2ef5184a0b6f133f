import { sqliteFiles } from '../testing/sqlite-files.ts'
import { recountsContract } from './recounts.contract.ts'

recountsContract('SQLite', sqliteFiles())
