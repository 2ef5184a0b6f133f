import { sqliteFiles } from '../testing/sqlite-files.ts'
import { precedenceContract } from './precedence.contract.ts'

precedenceContract('SQLite', sqliteFiles())
