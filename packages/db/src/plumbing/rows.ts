import type SQLite from 'better-sqlite3'
import { CompiledQuery, type Transaction } from 'kysely'
import { keepPrepared } from './prepared.ts'
import { insertByTens, valueEncoder } from './rows-by-tens.ts'
import { fromArrays, inArrays } from './rows-in-arrays.ts'
import type { AnyTable, Column } from './table.ts'

/**
 * Many rows of one table at once, inside a transaction, where a general query would spend more on being built than on being run: one
 * statement per table, written once from the table's description.
 */
export interface Rows<Schema> {
  readonly insert: <T extends keyof Schema & string>(
    tx: Transaction<Schema>,
    table: T,
    rows: readonly Schema[T][],
  ) => Promise<void>
  /** Sets the columns of rows that are known by their primary key. */
  readonly update: <T extends keyof Schema & string, C extends keyof Schema[T] & string>(
    tx: Transaction<Schema>,
    table: T,
    columns: readonly C[],
    rows: readonly Pick<Schema[T], C>[],
  ) => Promise<void>
  /**
   * Inserts rows; of one whose primary key is there already, sets the columns instead (none: leaves it alone), unless what is there is
   * newer by the column `newer`. No key comes twice among the rows.
   */
  readonly put: <T extends keyof Schema & string>(
    tx: Transaction<Schema>,
    table: T,
    columns: readonly (keyof Schema[T] & string)[],
    rows: readonly Schema[T][],
    newer?: keyof Schema[T] & string,
  ) => Promise<void>
  /** Some columns (no ids, no money) of the rows that have the one value, and in another column one of many; in no order. */
  readonly find: <T extends keyof Schema & string, C extends keyof Schema[T] & string>(
    tx: Transaction<Schema>,
    table: T,
    columns: readonly C[],
    where: readonly [column: keyof Schema[T] & string, value: string],
    among: readonly [column: keyof Schema[T] & string, values: readonly string[]],
  ) => Promise<readonly Pick<Schema[T], C>[]>
}

type AnyRow = Readonly<Record<string, unknown>>

/** A statement over rows: its text is the same for any number of them. */
interface Statement {
  readonly text: string
  /** In the order of the parameters of one row. */
  readonly columns: readonly (readonly [name: string, type: Column<unknown>['type']])[]
  /** Where it is whole rows that are inserted: into which table, and what becomes of a row that is there already. */
  readonly into?: { readonly table: string; readonly orElse: string }
}

interface Dialect<Schema> extends Plan {
  readonly run: (tx: Transaction<Schema>, statement: Statement, rows: readonly AnyRow[]) => Promise<void>
  readonly select: (
    tx: Transaction<Schema>,
    statement: Statement,
    where: unknown,
    among: readonly unknown[],
  ) => Promise<readonly AnyRow[]>
}

interface Plan {
  readonly find: (table: AnyTable, columns: readonly string[], where: string, among: string) => Statement
  readonly insert: (table: AnyTable) => Statement
  readonly update: (table: AnyTable, columns: readonly string[]) => Statement
  readonly put: (table: AnyTable, columns: readonly string[], newer: string | undefined) => Statement
}

/** Runs prepared statements row by row, and inserts ten by ten: no text and no parameter list grows with the number of rows. */
export function sqliteRows<Schema>(connection: SQLite.Database, tables: readonly AnyTable[]): Rows<Schema> {
  const kept = keepPrepared(connection)
  const prepared = new Map<string, SQLite.Statement>()
  const ready = (text: string): SQLite.Statement => {
    const statement = prepared.get(text) ?? connection.prepare(text).safeIntegers(false)
    prepared.set(text, statement)
    return statement
  }
  return rowsBy<Schema>(tables, {
    ...sqlitePlan,
    run: async (_, { text, columns, into }, rows) => {
      const done = into === undefined ? 0 : insertByTens(kept, into.table, columns, rows, into.orElse)
      const statement = ready(text)
      const encode = encoderOf(columns)
      for (const row of rows.slice(done)) statement.run(encode(row))
    },
    select: async (_, { text, columns }, where, among) => {
      const statement = ready(text)
      const encode = encoderOf(columns)
      const [by, one] = columns.map(([name]) => name)
      return among.flatMap(
        (value) => statement.all(encode({ [by ?? '']: where, [one ?? '']: value })) as AnyRow[],
      )
    },
  })
}

/** Sends rows column by column. */
export function postgresRows<Schema>(tables: readonly AnyTable[]): Rows<Schema> {
  return rowsBy<Schema>(tables, {
    ...postgresPlan,
    run: async (tx, { text, columns }, rows) => {
      await tx.executeQuery(CompiledQuery.raw(text, [...inArrays(columns, rows)]))
    },
    select: async (tx, { text }, where, among) => {
      const { rows } = await tx.executeQuery<AnyRow>(CompiledQuery.raw(text, [where, among]))
      return rows
    },
  })
}

function rowsBy<Schema>(tables: readonly AnyTable[], dialect: Dialect<Schema>): Rows<Schema> {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const statements = new Map<string, Statement>()
  const known = (name: string, key: string, make: (table: AnyTable) => Statement): Statement => {
    const statement = statements.get(`${name} ${key}`)
    if (statement) return statement
    const table = byName.get(name)
    if (!table) throw new Error(`no table ${name}`)
    const made = make(table)
    statements.set(`${name} ${key}`, made)
    return made
  }
  return {
    insert: async (tx, name, rows) => {
      if (rows.length === 0) return
      await dialect.run(tx, known(name, 'insert', dialect.insert), rows as readonly AnyRow[])
    },
    update: async (tx, name, columns, rows) => {
      if (rows.length === 0) return
      const statement = known(name, `update ${columns.join()}`, (table) => dialect.update(table, columns))
      await dialect.run(tx, statement, rows)
    },
    put: async (tx, name, columns, rows, newer) => {
      if (rows.length === 0) return
      const key = `put ${columns.join()} ${newer ?? ''}`
      const statement = known(name, key, (table) => dialect.put(table, columns, newer))
      await dialect.run(tx, statement, rows as readonly AnyRow[])
    },
    find: async (tx, name, columns, [where, value], [among, values]) => {
      if (values.length === 0) return []
      const key = `find ${where} ${among} ${columns.join()}`
      const statement = known(name, key, (table) => dialect.find(table, columns, where, among))
      return (await dialect.select(tx, statement, value, values)) as never
    },
  }
}

function typed(table: AnyTable, names: readonly string[]): Statement['columns'] {
  return names.map((name) => [name, table.columns[name]?.type ?? 'text'])
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

/** What becomes of a row whose primary key is there already: both databases say it alike. */
function orElse(
  { name, primaryKey }: AnyTable,
  columns: readonly string[],
  newer: string | undefined,
): string {
  const set = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ')
  const unless = newer === undefined ? '' : ` where "${name}"."${newer}" <= excluded."${newer}"`
  const then = columns.length === 0 ? 'nothing' : `update set ${set}${unless}`
  return `on conflict (${quoted(primaryKey)}) do ${then}`
}

const sqlitePlan: Plan = {
  find: (table, columns, where, among) => ({
    text: `select ${quoted(columns)} from "${table.name}" where "${where}" = ? and "${among}" = ?`,
    columns: typed(table, [where, among]),
  }),
  insert: (table) => ({ ...sqliteInsert(table), into: { table: table.name, orElse: '' } }),
  put: (table, columns, newer) => {
    const insert = sqliteInsert(table)
    const then = orElse(table, columns, newer)
    return { ...insert, text: `${insert.text} ${then}`, into: { table: table.name, orElse: then } }
  },
  update: (table, columns) => {
    const set = columns.map((name) => `"${name}" = ?`).join(', ')
    const key = table.primaryKey.map((name) => `"${name}" = ?`).join(' and ')
    return {
      text: `update "${table.name}" set ${set} where ${key}`,
      columns: typed(table, [...columns, ...table.primaryKey]),
    }
  },
}

function sqliteInsert(table: AnyTable): Statement {
  const names = Object.keys(table.columns)
  const places = names.map(() => '?').join(', ')
  return {
    text: `insert into "${table.name}" (${quoted(names)}) values (${places})`,
    columns: typed(table, names),
  }
}

const postgresPlan: Plan = {
  find: (table, columns, where, among) => ({
    text: `select ${quoted(columns)} from "${table.name}" where "${where}" = $1 and "${among}" = any($2)`,
    columns: typed(table, [where, among]),
  }),
  insert: postgresInsert,
  put: (table, columns, newer) => {
    const insert = postgresInsert(table)
    return { ...insert, text: `${insert.text} ${orElse(table, columns, newer)}` }
  },
  update: (table, changed) => {
    const columns = typed(table, [...changed, ...table.primaryKey])
    const set = changed.map((name) => `"${name}" = v."${name}"`).join(', ')
    const key = table.primaryKey.map((name) => `t."${name}" = v."${name}"`).join(' and ')
    return { text: `update "${table.name}" t set ${set} from ${fromArrays(columns)} where ${key}`, columns }
  },
}

function postgresInsert(table: AnyTable): Statement {
  const names = Object.keys(table.columns)
  const columns = typed(table, names)
  const text = `insert into "${table.name}" (${quoted(names)}) select ${quoted(names)} from ${fromArrays(columns)}`
  return { text, columns }
}

/** The parameters of a row, in one list that is filled anew for each: what runs for every value of every row is kept plain. */
function encoderOf(columns: Statement['columns']): (row: AnyRow) => readonly unknown[] {
  const encoders = columns.map(([, type]) => valueEncoder(type))
  const values = Array.from({ length: columns.length }, (): unknown => null)
  return (row) => {
    for (let at = 0; at < columns.length; at += 1) values[at] = encoders[at]?.(row[columns[at]?.[0] ?? ''])
    return values
  }
}
