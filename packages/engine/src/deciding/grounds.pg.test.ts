import { freshPostgres } from '@cyclecount/db/testing'
import { groundsContract } from './grounds.contract.ts'

groundsContract('PostgreSQL', () => freshPostgres('engine_grounds'))
