import { freshPostgres } from '@cyclecount/db/testing'
import { intakeContract } from './intake.contract.ts'

intakeContract('PostgreSQL', () => freshPostgres('intake'))
