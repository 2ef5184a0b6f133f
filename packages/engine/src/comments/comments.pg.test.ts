import { freshPostgres } from '@cyclecount/db/testing'
import { commentsContract } from './comments.contract.ts'

commentsContract('PostgreSQL', () => freshPostgres('comments'))
