import { freshPostgres } from '@cyclecount/db/testing'
import { secretsContract } from './secrets.contract.ts'

secretsContract('PostgreSQL', () => freshPostgres('api_secrets'))
