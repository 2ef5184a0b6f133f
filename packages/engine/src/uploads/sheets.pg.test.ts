import { freshPostgres } from '@cyclecount/db/testing'
import { sheetsContract } from './sheets.contract.ts'

sheetsContract('PostgreSQL', () => freshPostgres('sheets'))
