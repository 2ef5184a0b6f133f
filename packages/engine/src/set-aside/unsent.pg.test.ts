import { freshPostgres } from '@cyclecount/db/testing'
import { unsentContract } from './unsent.contract.ts'

unsentContract('PostgreSQL', () => freshPostgres('unsent'))
