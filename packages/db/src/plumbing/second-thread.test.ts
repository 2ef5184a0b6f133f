import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from './database.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cyclecount-second-thread-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Any = Record<string, Record<string, unknown>>

test('a long read aside holds nothing up, and writes nothing', async () => {
  const db = openDatabase<Any>({ url: join(folder, 'read.sqlite'), tables: [] })
  await db.write((tx) => sql`create table kept (n integer)`.execute(tx))
  const order: string[] = []
  const long =
    sql`with recursive up(n) as (select 1 union all select n + 1 from up where n < 3000000) select max(n) as most from up`
      .execute(db.aside)
      .then(({ rows }) => {
        order.push('read')
        return rows
      })
  await db.write((tx) => sql`insert into kept values (1)`.execute(tx))
  order.push('written')
  expect(await long).toEqual([{ most: 3_000_000 }])
  expect(order).toEqual(['written', 'read'])
  expect((await sql`select n from kept`.execute(db.aside)).rows).toEqual([{ n: 1 }])
  await expect(sql`insert into kept values (2) returning n`.execute(db.aside)).rejects.toThrow('readonly')
  await db.close()
})

test('what was committed comes into the database file though the writer does not bring it there', async () => {
  const url = join(folder, 'kept.sqlite')
  const db = openDatabase<Any>({ url, tables: [] })
  await db.write((tx) => sql`create table kept (bytes blob)`.execute(tx))
  // Some 13,000 pages: more than the second thread lets wait, fewer than the writer does.
  for (let nth = 0; nth < 32; nth += 1)
    await db.write((tx) => sql`insert into kept values (zeroblob(1600000))`.execute(tx))
  // Behind what it was asked before.
  await sql`select 1`.execute(db.aside)
  expect(statSync(url).size).toBeGreaterThan(32_000_000)
  await db.close()
})
