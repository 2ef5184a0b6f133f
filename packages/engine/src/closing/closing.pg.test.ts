import { freshPostgres } from '@cyclecount/db/testing'
import { closingContract } from './closing.contract.ts'

closingContract('PostgreSQL', () => freshPostgres('engine_closing'))
