import { adapterContract } from '@cyclecount/backend-port/conformance'
import { freshSqlite } from '@cyclecount/ledger/testing'
import { afterAll } from 'vitest'
import { adapterKinds } from './testing/adapter-kinds.ts'

for (const { kind, open } of adapterKinds) {
  const file = freshSqlite()
  afterAll(() => file.remove())
  adapterContract(`${kind} on SQLite`, (line) => open(file.url, line))
}
