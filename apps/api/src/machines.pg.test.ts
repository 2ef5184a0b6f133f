import { freshPostgres } from '@cyclecount/db/testing'
import { machinesContract } from './machines.contract.ts'

machinesContract('PostgreSQL', () => freshPostgres('api_machines'))
