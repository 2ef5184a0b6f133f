import { freshPostgres } from '@cyclecount/db/testing'
import { submittingContract } from './submitting.contract.ts'

submittingContract('PostgreSQL', () => freshPostgres('engine_submitting'))
