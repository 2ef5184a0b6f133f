import { sqliteFiles } from '../testing/sqlite-files.ts'
import { suggestionsContract } from './suggestions.contract.ts'

suggestionsContract('SQLite', sqliteFiles())
