import { freshPostgres } from '@cyclecount/db/testing'
import { joinContract } from './join.contract.ts'

joinContract('PostgreSQL', () => freshPostgres('join'))
