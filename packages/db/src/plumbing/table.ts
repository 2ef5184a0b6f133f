import { sql, type CreateTableBuilder, type Kysely } from 'kysely'

/**
 * Tables as data. One description gives the row's type, the DDL of both databases and the set of uuid columns that the
 * codec needs. A description is what its migration creates: once released it changes only by a further migration.
 */
export type Dialect = 'sqlite' | 'postgres'

declare const held: unique symbol
export interface Column<T> {
  readonly type: 'uuid' | 'text' | 'integer' | 'bytes'
  readonly nullable: boolean
  readonly [held]?: T
}

export type RowOf<C extends Record<string, Column<unknown>>> = {
  [K in keyof C]: C[K] extends Column<infer T> ? T : never
}

/** A table of whatever columns, as the DDL and the codec see it. */
export interface AnyTable {
  readonly name: string
  readonly columns: Readonly<Record<string, Column<unknown>>>
  readonly primaryKey: readonly string[]
  readonly unique: readonly UniqueIndex[]
  readonly indexes: readonly Index[]
  readonly references: Readonly<Record<string, readonly [table: string, column: string] | undefined>>
}

export interface Table<C extends Record<string, Column<unknown>>, N extends string> extends AnyTable {
  readonly name: N
  readonly columns: C
}

/** Columns, or columns over the rows for which `where` (plain SQL with literals, the same on both databases) holds. */
type Index<C = string> = readonly C[] | { readonly on: readonly C[]; readonly where: string }

/** A unique index, over the rows for which `where` (plain SQL, the same on both databases) holds. */
export interface UniqueIndex {
  readonly name: string
  readonly on: readonly string[]
  readonly where?: string
}

/** UUID: 16-byte blob in SQLite, `uuid` in PostgreSQL, branded text in code. */
export function uuid<T extends string>(): Column<T> {
  return { type: 'uuid', nullable: false }
}
export function text<T extends string = string>(): Column<T> {
  return { type: 'text', nullable: false }
}
/** 64-bit integer that fits a JavaScript number: quantities in milli-units, instants in UTC ms, sequences. */
export function integer(): Column<number> {
  return { type: 'integer', nullable: false }
}
/** 64-bit integer kept as bigint: money in millionths. The column's name ends in `_micros`. */
export function micros(): Column<bigint> {
  return { type: 'integer', nullable: false }
}
export function flag(): Column<0 | 1> {
  return { type: 'integer', nullable: false }
}
/** Bytes; never 16 of them, which the codec reads as a uuid. */
export function bytes(): Column<Uint8Array> {
  return { type: 'bytes', nullable: false }
}
export function nullable<T>(column: Column<T>): Column<T | null> {
  return { type: column.type, nullable: true }
}

export function table<const N extends string, const C extends Record<string, Column<unknown>>>(
  name: N,
  columns: C,
  rules: {
    readonly primaryKey: readonly (keyof C & string)[]
    readonly unique?: readonly (UniqueIndex & { readonly on: readonly (keyof C & string)[] })[]
    readonly indexes?: readonly Index<keyof C & string>[]
    readonly references?: { readonly [K in keyof C & string]?: readonly [table: string, column: string] }
  },
): Table<C, N> {
  return {
    name,
    columns,
    primaryKey: rules.primaryKey,
    unique: rules.unique ?? [],
    indexes: rules.indexes ?? [],
    references: rules.references ?? {},
  }
}

/** Names of all columns that hold uuids. A name means the same in every table. */
export function uuidColumnsOf(tables: readonly AnyTable[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { columns } of tables) {
    for (const [name, column] of Object.entries(columns)) if (column.type === 'uuid') names.add(name)
  }
  return names
}

const typeIn: Record<Dialect, Record<Column<unknown>['type'], string>> = {
  sqlite: { uuid: 'blob', text: 'text', integer: 'integer', bytes: 'blob' },
  postgres: { uuid: 'uuid', text: 'text', integer: 'bigint', bytes: 'bytea' },
}

/** Creates the tables in the order given, with their keys and indexes. For migrations. */
export async function createTables(
  db: Kysely<never>,
  dialect: Dialect,
  tables: readonly AnyTable[],
): Promise<void> {
  for (const spec of tables) {
    let builder: CreateTableBuilder<string, string> = db.schema.createTable(spec.name)
    for (const [name, column] of Object.entries(spec.columns)) {
      builder = builder.addColumn(name, sql.raw(typeIn[dialect][column.type]), (c) =>
        column.nullable ? c : c.notNull(),
      )
    }
    builder = builder.addPrimaryKeyConstraint(`${spec.name}_pk`, [...spec.primaryKey])
    for (const [column, target] of Object.entries(spec.references)) {
      if (!target) continue
      const [otherTable, otherColumn] = target
      builder = builder.addForeignKeyConstraint(`${spec.name}_${column}_fk`, [column], otherTable, [
        otherColumn,
      ])
    }
    await (dialect === 'sqlite' ? builder.modifyEnd(sql`strict`) : builder).execute()
    await createIndexes(db, spec)
  }
}

async function createIndexes(db: Kysely<never>, spec: AnyTable): Promise<void> {
  for (const index of spec.unique) {
    const where = index.where === undefined ? '' : ` where ${index.where}`
    await sql
      .raw(`create unique index ${index.name} on ${spec.name} (${index.on.join(', ')})${where}`)
      .execute(db)
  }
  for (const index of spec.indexes) {
    const { on, where } = 'on' in index ? index : { on: index, where: null }
    const over = where === null ? '' : ` where ${where}`
    await sql
      .raw(`create index ${spec.name}_by_${on.join('_')} on ${spec.name} (${on.join(', ')})${over}`)
      .execute(db)
  }
}
