import { freshPostgres } from '@cyclecount/db/testing'
import { reasonsContract } from './reasons.contract.ts'

reasonsContract('PostgreSQL', () => freshPostgres('engine_reasons'))
