export { ledgerAdapter, type LedgerAdapterOptions } from './ledger/adapter.ts'
