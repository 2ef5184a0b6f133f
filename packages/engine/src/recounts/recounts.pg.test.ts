import { freshPostgres } from '@cyclecount/db/testing'
import { recountsContract } from './recounts.contract.ts'

recountsContract('PostgreSQL', () => freshPostgres('engine_recounts'))
