import { freshPostgres } from '@cyclecount/db/testing'
import { auditContract } from './audit.contract.ts'

auditContract('PostgreSQL', () => freshPostgres('engine_audit'))
