import { freshPostgres } from '@cyclecount/db/testing'
import { readsAroundContract } from './reads-around.contract.ts'

readsAroundContract('PostgreSQL', () => freshPostgres('engine_reads_around'))
