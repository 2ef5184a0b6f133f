import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { databaseContract } from './database.contract.ts'
import { engineMigrations, isTransient, migrate, openDatabase, tables, type Schema } from './index.ts'
import { emptyPostgres } from './testing.ts'

databaseContract('PostgreSQL', () => emptyPostgres('db'))

test('what is kept prepared goes on when a newer process changes the table', async () => {
  const url = await emptyPostgres('db_changed')
  await migrate(url, engineMigrations)
  const [older, newer] = [1, 2].map(() => openDatabase<Schema>({ url, tables, poolSize: 2 }))
  if (!older || !newer) throw new Error('no database was opened')
  try {
    const asked = () =>
      older.write((tx) => tx.selectFrom('org').selectAll().where('code', '=', 'a').execute())
    for (let time = 0; time < 5; time += 1) expect(await asked()).toEqual([])
    const kept = await older.write((tx) =>
      sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(tx),
    )
    expect(kept.rows.map(({ statement }) => statement)).toContainEqual(expect.stringContaining('from "org"'))
    await newer.write((tx) => sql`alter table org add column later text`.execute(tx))
    const refused: unknown = await asked().catch((error: unknown) => error)
    expect(isTransient(refused)).toBe(true)
    expect(await asked()).toEqual([])
  } finally {
    await older.close()
    await newer.close()
  }
})
