import { freshPostgres } from '@cyclecount/db/testing'
import { figuresContract } from './figures.contract.ts'

figuresContract('PostgreSQL', () => freshPostgres('engine_figures'))
