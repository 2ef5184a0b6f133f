import { sqliteFiles } from '../testing/sqlite-files.ts'
import { levelsContract } from './levels.contract.ts'

levelsContract('SQLite', sqliteFiles())
