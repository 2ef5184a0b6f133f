import { freshPostgres } from '@cyclecount/db/testing'
import { ledgerContract } from './ledger.contract.ts'

ledgerContract('PostgreSQL', (purpose) => freshPostgres(`ledger_${purpose}`))
