import { freshPostgres } from '@cyclecount/db/testing'
import { decidingContract } from './deciding.contract.ts'

decidingContract('PostgreSQL', () => freshPostgres('engine_deciding'))
