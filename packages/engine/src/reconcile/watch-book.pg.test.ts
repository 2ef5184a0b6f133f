import { freshPostgres } from '@cyclecount/db/testing'
import { watchBookContract } from './watch-book.contract.ts'

watchBookContract('PostgreSQL', () => freshPostgres('engine_watch_book'))
