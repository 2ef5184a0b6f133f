import { freshPostgres } from '@cyclecount/db/testing'
import { eventsContract } from './events.contract.ts'

eventsContract('PostgreSQL', () => freshPostgres('api_events'))
