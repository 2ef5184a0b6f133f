import { fakeId, type FacilityId, type OrgId } from '@cyclecount/domain'
import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  asUuid,
  createTables,
  isUniqueViolation,
  migrate,
  openDatabase,
  table,
  type Database,
  type MigrationSet,
} from './plumbing/index.ts'
import { bytes, integer, micros, nullable, text, uuid, type RowOf } from './plumbing/table.ts'
import { engineMigrations } from './migrations.ts'
import { statement } from './statement.ts'
import { tables, type Schema } from './schema/index.ts'

const org = fakeId<OrgId>('org')
const lisbon = fakeId<FacilityId>('lisbon')

function step(statements: readonly string[]): Migration {
  return {
    up: async (database: Kysely<unknown>) => {
      for (const words of statements) await sql.raw(words).execute(database)
    },
  }
}

/** What both databases must do alike. `freshUrl` names a database that does not hold anything yet. */
export function databaseContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`the database on ${name}`, () => {
    let url = ''
    let db: Database<Schema>

    beforeAll(async () => {
      url = await freshUrl()
      await migrate(url, engineMigrations)
      db = openDatabase<Schema>({ url, tables })
    })
    afterAll(() => db.close())

    test('OPS-1 migrates an empty database once and finds nothing to do the second time', async () => {
      expect(await migrate(url, engineMigrations)).toEqual([])
    })

    test('OPS-3 an upgrade keeps every row; one that fails half-way changes nothing; an older server leaves newer data alone', async () => {
      const set = (...steps: readonly string[][]): MigrationSet => ({
        room: 'upgrade',
        migrations: () =>
          Object.fromEntries(steps.map((statements, at) => [`step ${at + 1}`, step(statements)])),
      })
      const kept = () => sql`select * from kept`.execute(db.read).then(({ rows }) => rows)
      const first = ['create table kept (scan text)', "insert into kept values ('one')"]
      const added = "alter table kept add column note text default 'none'"
      await migrate(url, set(first))
      await expect(migrate(url, set(first, [added, 'delete from kept', 'no statement']))).rejects.toThrow(
        'migration step 2 of upgrade failed',
      )
      expect(await kept()).toEqual([{ scan: 'one' }])
      expect(await migrate(url, set(first, [added]))).toEqual(['step 2'])
      expect(await kept()).toEqual([{ scan: 'one', note: 'none' }])
      await expect(migrate(url, set(first))).rejects.toThrow('upgrade')
      expect(await kept()).toEqual([{ scan: 'one', note: 'none' }])
    })

    test('writes ids as uuids and reads them back as the same text', async () => {
      await db.write((tx) =>
        tx
          .insertInto('org')
          .values({ org_id: org, code: 'acme', name: 'Acme', created_at: 1_700_000_000_123 })
          .execute(),
      )
      const found = await db.read
        .selectFrom('org')
        .selectAll()
        .where('org_id', '=', org)
        .executeTakeFirstOrThrow()
      expect(found).toEqual({ org_id: org, code: 'acme', name: 'Acme', created_at: 1_700_000_000_123 })
      const many = await db.read
        .selectFrom('org')
        .select('org_id')
        .where('org_id', 'in', [org, lisbon as never])
        .execute()
      expect(many).toEqual([{ org_id: org }])
      const raw = await sql<{ org_id: OrgId }>`select org_id from org where org_id = ${asUuid(org)}`.execute(
        db.read,
      )
      expect(raw.rows).toEqual([{ org_id: org }])
    })

    test('what was committed is read aside as it is read otherwise, and a refusal says why', async () => {
      const asked = (on: Kysely<Schema>) =>
        on
          .selectFrom('org')
          .selectAll()
          .select(sql<bigint>`cast(5 as bigint)`.as('some_micros'))
          .where('org_id', '=', org)
          .execute()
      expect(await asked(db.aside)).toEqual([
        expect.objectContaining({ org_id: org, created_at: 1_700_000_000_123, some_micros: 5n }),
      ])
      expect(await asked(db.aside)).toEqual(await asked(db.read))
      await expect(sql`select * from no_such_table`.execute(db.aside)).rejects.toThrow('no_such_table')
      expect(await asked(db.aside)).toHaveLength(1)
    })

    test('nothing is in an empty list, and everything outside of it', async () => {
      const among = (operator: 'in' | 'not in') =>
        db.read.selectFrom('org').select('code').where('org_id', operator, []).execute()
      expect(await among('in')).toEqual([])
      expect(await among('not in')).toEqual([{ code: 'acme' }])
    })

    test('runs a statement that was built once with other values each time', async () => {
      const codeOf = statement<{ id: OrgId; before: number }>()((on, given) =>
        on
          .selectFrom('org')
          .select('code')
          .where('org_id', '=', given('id'))
          .where('created_at', '<', given('before')),
      )
      const renamed = statement<{ id: OrgId; name: string }>()((on, given) =>
        on
          .updateTable('org')
          .set({ name: given('name') })
          .where('org_id', '=', given('id')),
      )
      const before = 1_800_000_000_000
      expect(await codeOf(db.read, { id: org, before })).toEqual([{ code: 'acme' }])
      expect(await codeOf(db.read, { id: org, before: 0 })).toEqual([])
      expect(await codeOf(db.read, { id: lisbon as never, before })).toEqual([])
      for (const called of ['Another', "it's null: $1 ?", 'Acme']) {
        expect(await db.write((tx) => renamed(tx, { id: org, name: called }))).toEqual([])
        const kept = db.read.selectFrom('org').select('name').where('org_id', '=', org)
        expect(await kept.executeTakeFirstOrThrow()).toEqual({ name: called })
      }
    })

    test('finds rows by a list, however long it is', async () => {
      const named = [org, ...Array.from({ length: 600 }, (_, at) => fakeId<OrgId>(`org ${at}`))]
      const byId = db.read.selectFrom('org').select('code').where('org_id', 'in', named)
      expect(await byId.execute()).toEqual([{ code: 'acme' }])
      const codes = ['acme', ...named.map((id) => `it's "${id}"`)]
      const byCode = db.read.selectFrom('org').select('org_id').where('code', 'in', codes)
      expect(await byCode.execute()).toEqual([{ org_id: org }])
      const at = named.map((_, index) => 1_700_000_000_100 + index)
      const byNumber = db.read.selectFrom('org').select('code').where('created_at', 'in', at)
      expect(await byNumber.execute()).toEqual([{ code: 'acme' }])
    })

    test('writes many rows of a table as it writes one, and changes them by their key', async () => {
      const samples = openDatabase<{ sample: Sample }>({ url, tables: [sample] })
      await migrate(url, sampleMigrations)
      const rows = Array.from({ length: 40 }, (_, at): Sample => {
        const value_micros = 9_007_199_254_740_993n + BigInt(at)
        const missing = at % 2 === 0 ? null : `'"\\{}\n${at}`
        const sample_id = fakeId(`many ${at}`)
        return {
          sample_id,
          note: 'é',
          quantity_milli: 0 - at,
          value_micros,
          digest: new Uint8Array(at + 17),
          missing,
        }
      })
      const held = async () => {
        const found = await samples.read
          .selectFrom('sample')
          .selectAll()
          .where('note', '=', 'é')
          .orderBy('quantity_milli', 'desc')
          .execute()
        return found.map((row) => ({ ...row, digest: new Uint8Array(row.digest) }))
      }
      await samples.write((tx) => samples.rows.insert(tx, 'sample', rows))
      expect(await held()).toEqual(rows)
      const changed = rows.map((row) => ({ ...row, missing: 'found', value_micros: 1n }))
      await samples.write((tx) =>
        samples.rows.update(tx, 'sample', ['missing', 'value_micros'], changed.slice(1)),
      )
      expect(await held()).toEqual([...rows.slice(0, 1), ...changed.slice(1)])
      const newer = changed.map((row, at) => ({ ...row, note: 'é', quantity_milli: at % 2 === 0 ? at : -at }))
      const more = { ...rows[0], sample_id: fakeId('one more'), quantity_milli: -40 } as Sample
      await samples.write((tx) => samples.rows.put(tx, 'sample', [], [...newer, more]))
      expect(await held()).toEqual([...rows.slice(0, 1), ...changed.slice(1), more])
      const put = [...newer, more].map((row) => ({ ...row, missing: 'put' }))
      await samples.write((tx) => samples.rows.put(tx, 'sample', ['missing'], put, 'quantity_milli'))
      const isPut = ({ missing }: Sample) => missing === 'put'
      expect((await held()).filter(isPut)).toHaveLength(41)
      await samples.write((tx) => tx.deleteFrom('sample').where('quantity_milli', '=', -40).execute())
      await samples.write((tx) =>
        samples.rows.put(
          tx,
          'sample',
          ['missing', 'value_micros'],
          [...rows.slice(0, 1), ...changed.slice(1)],
        ),
      )
      const older = changed.slice(1, 3).map((row) => ({ ...row, missing: 'older', quantity_milli: -1000 }))
      await samples.write((tx) => samples.rows.put(tx, 'sample', ['missing'], older, 'quantity_milli'))
      expect(await held()).toEqual([...rows.slice(0, 1), ...changed.slice(1)])
      const found = samples.write((tx) =>
        samples.rows.find(
          tx,
          'sample',
          ['quantity_milli', 'missing'],
          ['note', 'é'],
          ['missing', ['found', 'x']],
        ),
      )
      const expected = changed.slice(1).map(({ quantity_milli, missing }) => ({ quantity_milli, missing }))
      expect(new Set(await found)).toEqual(new Set(expected))
      const again = samples.write((tx) => samples.rows.insert(tx, 'sample', rows.slice(0, 1)))
      expect(isUniqueViolation(await again.catch((error: unknown) => error))).toBe(true)
      // Those before a row that is refused are undone with the transaction.
      await samples.write((tx) => tx.deleteFrom('sample').execute())
      const twice = samples.write((tx) => samples.rows.insert(tx, 'sample', [...rows, ...rows.slice(-1)]))
      expect(isUniqueViolation(await twice.catch((error: unknown) => error))).toBe(true)
      expect(await held()).toEqual([])
      await samples.close()
    })

    test('keeps whole numbers of any size among many rows, and refuses what is none', async () => {
      const samples = openDatabase<{ sample: Sample }>({ url, tables: [sample] })
      await migrate(url, sampleMigrations)
      const sizes = [
        0,
        1,
        -1,
        2 ** 31,
        -(2 ** 31) - 1,
        2 ** 32,
        -(2 ** 32),
        1_700_000_000_123,
        -5_000_000_000,
      ]
      const all = [...sizes, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
      const rowOf = (quantity_milli: number, at: number): Sample => ({
        sample_id: fakeId(`size ${at}`),
        note: 'size',
        quantity_milli,
        value_micros: BigInt(quantity_milli) * 1000n,
        digest: new Uint8Array(3),
        missing: at % 3 === 0 ? '' : null,
      })
      await samples.write((tx) => samples.rows.insert(tx, 'sample', all.map(rowOf)))
      const held = await samples.read
        .selectFrom('sample')
        .select(['quantity_milli', 'value_micros', 'missing'])
        .where('note', '=', 'size')
        .orderBy('quantity_milli')
        .execute()
      const expected = all.map(rowOf).toSorted((a, b) => a.quantity_milli - b.quantity_milli)
      expect(held).toEqual(
        expected.map(({ quantity_milli, value_micros, missing }) => ({
          quantity_milli,
          value_micros,
          missing,
        })),
      )
      const half = samples.write((tx) =>
        samples.rows.insert(tx, 'sample', [{ ...rowOf(0, 99), quantity_milli: 0.5 }]),
      )
      await expect(half).rejects.toThrow(/./)
      await samples.write((tx) => tx.deleteFrom('sample').execute())
      await samples.close()
    })

    test('finds rows by whether an id is null', async () => {
      const nobody = db.read.selectFrom('inventory_var_dcsn_rsn').select('decision_id')
      expect(await nobody.where('decided_by', 'is', null).execute()).toEqual([])
      expect(await nobody.where('decided_by', 'is not', null).execute()).toEqual([])
    })

    test('keeps money as bigint beyond the safe integers and quantities as numbers', async () => {
      const huge = 9_007_199_254_740_993n
      const row: Sample = {
        sample_id: fakeId('sample'),
        note: '01890000-0000-7000-8000-000000000000',
        quantity_milli: -1_500,
        value_micros: huge,
        digest: new Uint8Array(32).fill(7),
        missing: null,
      }
      const samples = openDatabase<{ sample: Sample }>({ url, tables: [sample] })
      await migrate(url, sampleMigrations)
      await samples.write((tx) => tx.insertInto('sample').values(row).execute())
      const found = await samples.read.selectFrom('sample').selectAll().executeTakeFirstOrThrow()
      expect({ ...found, digest: new Uint8Array(found.digest) }).toEqual(row)
      await samples.close()
    })

    test('undoes the whole transaction when it throws', async () => {
      const failing = db.write(async (tx) => {
        await tx
          .insertInto('org')
          .values({ org_id: fakeId<OrgId>('gone'), code: 'gone', name: 'Gone', created_at: 0 })
          .execute()
        throw new Error('power cut')
      })
      await expect(failing).rejects.toThrow('power cut')
      expect(await db.read.selectFrom('org').select('code').where('code', '=', 'gone').execute()).toEqual([])
    })

    test('refuses a row whose parent does not exist', async () => {
      const orphan = {
        zone_id: fakeId<never>('zone'),
        org_id: org,
        facility_id: lisbon,
        code: 'Z',
        name: 'Zone',
      }
      await expect(db.write((tx) => tx.insertInto('zone').values(orphan).execute())).rejects.toThrow(
        /foreign key/i,
      )
    })
  })
}

type Sample = RowOf<typeof sample.columns>

const sample = table(
  'sample',
  {
    sample_id: uuid<string>(),
    note: text(),
    quantity_milli: integer(),
    value_micros: micros(),
    digest: bytes(),
    missing: nullable(text()),
  },
  { primaryKey: ['sample_id'] },
)

const sampleMigrations: MigrationSet = {
  room: 'sample',
  migrations: (dialect) => ({
    '0001': { up: (database) => createTables(database as never, dialect, [sample]) },
  }),
}
