import { sqliteFiles } from '../testing/sqlite-files.ts'
import { readsAroundContract } from './reads-around.contract.ts'

readsAroundContract('SQLite', sqliteFiles())
