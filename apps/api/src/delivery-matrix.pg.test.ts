import { adapterKinds } from '@cyclecount/backends/testing'
import { freshPostgres } from '@cyclecount/db/testing'
import { deliveryMatrix } from '@cyclecount/engine/testing'
import { freshSqlite } from '@cyclecount/ledger/testing'
import { afterAll } from 'vitest'

// What differs from one database to the other is what the engine keeps of a request: the kinds that keep none are tried on SQLite.
for (const { kind, open } of adapterKinds.filter((one) => one.kind === 'event')) {
  const books = freshSqlite()
  afterAll(() => books.remove())
  deliveryMatrix(
    `${kind}, on PostgreSQL`,
    (line) => open(books.url, line),
    () => freshPostgres(`api_matrix_${kind}`),
  )
}
