import { freshPostgres } from '@cyclecount/db/testing'
import { abcContract } from './abc.contract.ts'

abcContract('PostgreSQL', () => freshPostgres('engine_abc'))
