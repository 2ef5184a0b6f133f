import { suggestionsContract } from './suggestions.contract.ts'

suggestionsContract('SQLite', () => Promise.resolve(undefined))
