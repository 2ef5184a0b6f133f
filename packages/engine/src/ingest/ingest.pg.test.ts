import { freshPostgres } from '@cyclecount/db/testing'
import { ingestContract } from './ingest.contract.ts'

ingestContract('PostgreSQL', () => freshPostgres('ingest'))
