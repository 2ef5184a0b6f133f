import { freshSqlite } from '@cyclecount/ledger/testing'
import { afterAll } from 'vitest'
import { ledgerAdapterContract } from './adapter.contract.ts'

const file = freshSqlite()
afterAll(() => file.remove())

ledgerAdapterContract('SQLite', async () => file.url)
