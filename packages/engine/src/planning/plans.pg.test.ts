import { freshPostgres } from '@cyclecount/db/testing'
import { plansContract } from './plans.contract.ts'

plansContract('PostgreSQL', () => freshPostgres('plans'))
