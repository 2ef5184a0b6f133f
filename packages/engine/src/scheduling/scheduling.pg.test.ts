import { freshPostgres } from '@cyclecount/db/testing'
import { schedulingContract } from './scheduling.contract.ts'

schedulingContract('PostgreSQL', () => freshPostgres('engine_scheduling'))
