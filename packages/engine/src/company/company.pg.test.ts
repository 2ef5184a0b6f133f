import { freshPostgres } from '@cyclecount/db/testing'
import { companyContract } from './company.contract.ts'

companyContract('PostgreSQL', () => freshPostgres('company'))
