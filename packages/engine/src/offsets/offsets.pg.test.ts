import { freshPostgres } from '@cyclecount/db/testing'
import { offsetsContract } from './offsets.contract.ts'

offsetsContract('PostgreSQL', () => freshPostgres('engine_offsets'))
