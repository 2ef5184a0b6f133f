import { sqliteFiles } from '../testing/sqlite-files.ts'
import { decidingContract } from './deciding.contract.ts'

decidingContract('SQLite', sqliteFiles())
