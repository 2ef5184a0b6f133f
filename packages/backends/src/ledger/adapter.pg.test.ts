import { freshPostgres } from '@cyclecount/db/testing'
import { ledgerAdapterContract } from './adapter.contract.ts'

ledgerAdapterContract('PostgreSQL', () => freshPostgres('ledger_adapter'))
