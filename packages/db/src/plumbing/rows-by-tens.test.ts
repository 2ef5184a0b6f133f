import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { sqliteRows } from './rows.ts'
import { bytes, integer, micros, nullable, table, text, uuid, type RowOf } from './table.ts'

const shelf = table(
  'shelf',
  {
    shelf_id: uuid(),
    place: integer(),
    label: nullable(text()),
    owner_id: nullable(uuid()),
    worth_micros: micros(),
    picture: nullable(bytes()),
  },
  { primaryKey: ['shelf_id'] },
)
type Shelf = RowOf<(typeof shelf)['columns']>

const owner = '01993a4e-7c00-7000-8000-00000000000a'
const row = (at: number, changed: Partial<Shelf> = {}): Shelf => ({
  shelf_id: `01993a4e-7c00-7000-8000-${String(at).padStart(12, '0')}`,
  place: at,
  label: null,
  owner_id: owner,
  worth_micros: 9_007_199_254_740_993n,
  picture: null,
  ...changed,
})

async function stored(rows: readonly Shelf[]): Promise<readonly unknown[]> {
  const connection = new SQLite(':memory:')
  connection.exec(
    'create table shelf (shelf_id blob primary key, place integer not null, label text, owner_id blob, worth_micros integer not null, picture blob) strict',
  )
  await sqliteRows<{ shelf: Shelf }>(connection, [shelf]).insert(undefined as never, 'shelf', rows)
  return connection
    .prepare(
      'select hex(shelf_id) id, place, label, hex(owner_id) owner, worth_micros worth, picture from shelf order by place',
    )
    .safeIntegers()
    .all()
}

const kept = ({ shelf_id: id, place, label, owner_id: by, worth_micros: worth, picture }: Shelf) => ({
  id: id.replaceAll('-', '').toUpperCase(),
  place: BigInt(place),
  label,
  owner: (by ?? '').replaceAll('-', '').toUpperCase(),
  worth,
  picture: picture === null ? null : Buffer.from(picture),
})

test('rows are stored as they are, however many there are and whatever they have in common', async () => {
  for (const many of [0, 1, 9, 10, 11, 20, 47]) {
    const alike = Array.from({ length: many }, (_, at) => row(at))
    expect(await stored(alike)).toEqual(alike.map(kept))
    const unlike = alike.map((one, at) => ({
      ...one,
      label: at % 3 === 0 ? null : `Shelf ${at % 5}, "it's"`,
      owner_id: at % 4 === 0 ? null : owner,
      worth_micros: BigInt(at) - 3n,
      picture: at === 12 ? new Uint8Array([1, 2, 3]) : null,
    }))
    expect(await stored(unlike)).toEqual(unlike.map(kept))
  }
})

test('a row that comes twice is refused, as part of ten and alone', async () => {
  const twelve = Array.from({ length: 12 }, (_, at) => row(at))
  await expect(stored([...twelve.slice(0, 9), row(3)])).rejects.toThrow(/UNIQUE/)
  await expect(stored(Array.from({ length: 10 }, () => row(3)))).rejects.toThrow(/UNIQUE/)
  await expect(stored([...twelve, row(3)])).rejects.toThrow(/UNIQUE/)
})
