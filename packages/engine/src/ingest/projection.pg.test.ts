import { freshPostgres } from '@cyclecount/db/testing'
import { projectionContract } from './projection.contract.ts'

projectionContract('PostgreSQL', () => freshPostgres('projection'), 15)
