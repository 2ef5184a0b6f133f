import { databaseContract } from './database.contract.ts'
import { freshPostgres } from './testing.ts'

databaseContract('PostgreSQL', () => freshPostgres('db'))
