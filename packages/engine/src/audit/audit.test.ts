import { sqliteFiles } from '../testing/sqlite-files.ts'
import { auditContract } from './audit.contract.ts'

auditContract('SQLite', sqliteFiles())
