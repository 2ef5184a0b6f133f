import { freshPostgres } from '@cyclecount/db/testing'
import { stockHintsContract } from './stock-hints.contract.ts'

stockHintsContract('PostgreSQL', () => freshPostgres('api_stock_hints'))
