import { sqliteFiles } from '../testing/sqlite-files.ts'
import { watchBookContract } from './watch-book.contract.ts'

watchBookContract('SQLite', sqliteFiles())
