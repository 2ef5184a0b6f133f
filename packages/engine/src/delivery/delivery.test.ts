import { sqliteFiles } from '../testing/sqlite-files.ts'
import { deliveryContract } from './delivery.contract.ts'

deliveryContract('SQLite', sqliteFiles())
