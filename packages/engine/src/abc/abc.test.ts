import { sqliteFiles } from '../testing/sqlite-files.ts'
import { abcContract } from './abc.contract.ts'

abcContract('SQLite', sqliteFiles())
