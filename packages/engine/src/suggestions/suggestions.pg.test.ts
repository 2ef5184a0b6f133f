import { freshPostgres } from '@cyclecount/db/testing'
import { suggestionsContract } from './suggestions.contract.ts'

suggestionsContract('PostgreSQL', () => freshPostgres('engine_suggestions'))
