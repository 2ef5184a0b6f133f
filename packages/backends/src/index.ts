export { eventAdapter, type EventAdapterOptions } from './event/adapter.ts'
export { ledgerAdapter, type LedgerAdapterOptions } from './ledger/adapter.ts'
