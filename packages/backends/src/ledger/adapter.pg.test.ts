import { emptyPostgres } from '@cyclecount/db/testing'
import { ledgerAdapterContract } from './adapter.contract.ts'

ledgerAdapterContract('PostgreSQL', () => emptyPostgres('ledger_adapter'))
