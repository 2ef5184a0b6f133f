import { freshPostgres } from '@cyclecount/db/testing'
import { levelsContract } from './levels.contract.ts'

levelsContract('PostgreSQL', () => freshPostgres('engine_levels'))
