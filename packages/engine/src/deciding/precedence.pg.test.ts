import { freshPostgres } from '@cyclecount/db/testing'
import { precedenceContract } from './precedence.contract.ts'

precedenceContract('PostgreSQL', () => freshPostgres('engine_precedence'))
