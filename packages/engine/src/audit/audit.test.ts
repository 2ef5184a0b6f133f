import { sqliteFiles } from '../testing/sqlite-files.ts'
import { auditContract } from './audit.contract.ts'
import { tamperingContract } from './tampering.contract.ts'

auditContract('SQLite', sqliteFiles())
tamperingContract('SQLite', sqliteFiles())
