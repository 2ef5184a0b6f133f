import { freshPostgres } from '@cyclecount/db/testing'
import { inboxContract } from './inbox.contract.ts'

inboxContract('PostgreSQL', () => freshPostgres('inbox'))
