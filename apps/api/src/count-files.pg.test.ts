import { freshPostgres } from '@cyclecount/db/testing'
import { countFilesContract } from './count-files.contract.ts'

countFilesContract('PostgreSQL', () => freshPostgres('api_count_files'))
