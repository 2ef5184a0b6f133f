import { freshPostgres } from '@cyclecount/db/testing'
import { byEventContract } from './by-event.contract.ts'

byEventContract('PostgreSQL', () => freshPostgres('api_by_event'))
