import { sqliteFiles } from '../testing/sqlite-files.ts'
import { reconcileContract } from './reconcile.contract.ts'

reconcileContract('SQLite', sqliteFiles())
