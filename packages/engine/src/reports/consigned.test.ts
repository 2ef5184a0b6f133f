import { sqliteFiles } from '../testing/sqlite-files.ts'
import { consignedContract } from './consigned.contract.ts'

consignedContract('SQLite', sqliteFiles())
