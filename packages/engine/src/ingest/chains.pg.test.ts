import { freshPostgres } from '@cyclecount/db/testing'
import { chainsContract } from './chains.contract.ts'

chainsContract('PostgreSQL', () => freshPostgres('chains'))
