import { freshPostgres } from '@cyclecount/db/testing'
import { setAsideContract } from './set-aside.contract.ts'

setAsideContract('PostgreSQL', () => freshPostgres('set_aside'))
