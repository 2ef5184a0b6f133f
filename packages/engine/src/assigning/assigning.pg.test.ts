import { freshPostgres } from '@cyclecount/db/testing'
import { assigningContract } from './assigning.contract.ts'

assigningContract('PostgreSQL', () => freshPostgres('assigning'))
