import { freshPostgres } from '@cyclecount/db/testing'
import { planningContract } from './planning.contract.ts'

planningContract('PostgreSQL', () => freshPostgres('planning'))
