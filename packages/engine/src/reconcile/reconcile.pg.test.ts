import { freshPostgres } from '@cyclecount/db/testing'
import { reconcileContract } from './reconcile.contract.ts'

reconcileContract('PostgreSQL', () => freshPostgres('engine_reconcile'))
