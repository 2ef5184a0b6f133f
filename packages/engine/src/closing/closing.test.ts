import { sqliteFiles } from '../testing/sqlite-files.ts'
import { closingContract } from './closing.contract.ts'

closingContract('SQLite', sqliteFiles())
