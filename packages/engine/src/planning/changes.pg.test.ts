import { freshPostgres } from '@cyclecount/db/testing'
import { changesContract } from './changes.contract.ts'

changesContract('PostgreSQL', () => freshPostgres('changes'))
