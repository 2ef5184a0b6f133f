import { freshPostgres } from '@cyclecount/db/testing'
import { jobsContract } from './jobs.contract.ts'

jobsContract('PostgreSQL', () => freshPostgres('engine_jobs'))
