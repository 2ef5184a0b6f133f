import { freshPostgres } from '@cyclecount/db/testing'
import { suggestionsContract } from './suggestions.contract.ts'

suggestionsContract('PostgreSQL', () => freshPostgres('api_suggestions'))
