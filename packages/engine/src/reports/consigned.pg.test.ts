import { freshPostgres } from '@cyclecount/db/testing'
import { consignedContract } from './consigned.contract.ts'

consignedContract('PostgreSQL', () => freshPostgres('engine_consigned'))
