import { freshPostgres } from '@cyclecount/db/testing'
import { moreFiguresContract } from './more-figures.contract.ts'

moreFiguresContract('PostgreSQL', () => freshPostgres('engine_more_figures'))
