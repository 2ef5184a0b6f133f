import { freshPostgres } from '@cyclecount/db/testing'
import { auditContract } from './audit.contract.ts'
import { tamperingContract } from './tampering.contract.ts'

auditContract('PostgreSQL', () => freshPostgres('engine_audit'))
tamperingContract('PostgreSQL', () => freshPostgres('engine_tampering'))
