import { adapterKinds } from '@cyclecount/backends/testing'
import { deliveryMatrix } from '@cyclecount/engine/testing'
import { freshSqlite } from '@cyclecount/ledger/testing'
import { afterAll } from 'vitest'

for (const { kind, open } of adapterKinds) {
  const [books, engine] = [freshSqlite(), freshSqlite()]
  afterAll(() => [books, engine].forEach((file) => file.remove()))
  deliveryMatrix(
    `${kind}, on SQLite`,
    (line) => open(books.url, line),
    () => engine.url,
  )
}
