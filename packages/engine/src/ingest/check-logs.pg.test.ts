import { freshPostgres } from '@cyclecount/db/testing'
import { checkLogsContract } from './check-logs.contract.ts'

checkLogsContract('PostgreSQL', () => freshPostgres('check_logs'))
