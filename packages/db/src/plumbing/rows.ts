import type SQLite from 'better-sqlite3'
import { CompiledQuery, type Transaction } from 'kysely'
import { uuidToBytes } from './codec.ts'
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
}

type AnyRow = Readonly<Record<string, unknown>>

/** A statement over rows: its text is the same for any number of them. */
interface Statement {
  readonly text: string
  /** In the order of the parameters of one row. */
  readonly columns: readonly (readonly [name: string, type: Column<unknown>['type']])[]
}

interface Plan {
  readonly insert: (table: AnyTable) => Statement
  readonly update: (table: AnyTable, columns: readonly string[]) => Statement
}

/** Runs the prepared statement row by row: no text and no parameter list grows with their number. */
export function sqliteRows<Schema>(connection: SQLite.Database, tables: readonly AnyTable[]): Rows<Schema> {
  const prepared = new Map<string, SQLite.Statement>()
  return rowsBy(tables, sqlitePlan, async (_, { text, columns }, rows) => {
    const statement = prepared.get(text) ?? connection.prepare(text)
    prepared.set(text, statement)
    const encoders = columns.map(([name, type]) => encoderOf(name, type))
    for (const row of rows) statement.run(encoders.map((encode) => encode(row)))
  })
}

/** Sends all rows as one JSON parameter. */
export function postgresRows<Schema>(tables: readonly AnyTable[]): Rows<Schema> {
  return rowsBy(tables, postgresPlan, async (tx, { text, columns }, rows) => {
    const sent = rows.map((row) => Object.fromEntries(columns.map(([name]) => [name, inJson(row[name])])))
    await tx.executeQuery(CompiledQuery.raw(text, [JSON.stringify(sent)]))
  })
}

function rowsBy<Schema>(
  tables: readonly AnyTable[],
  plan: Plan,
  run: (tx: Transaction<Schema>, statement: Statement, rows: readonly AnyRow[]) => Promise<void>,
): Rows<Schema> {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const statements = new Map<string, Statement>()
  const known = (key: string, name: string, make: (table: AnyTable) => Statement): Statement => {
    const table = byName.get(name)
    if (!table) throw new Error(`no table ${name}`)
    const statement = statements.get(key) ?? make(table)
    statements.set(key, statement)
    return statement
  }
  return {
    insert: async (tx, name, rows) => {
      if (rows.length > 0) await run(tx, known(name, name, plan.insert), rows as readonly AnyRow[])
    },
    update: async (tx, name, columns, rows) => {
      const key = `${name} ${columns.join()}`
      if (rows.length > 0)
        await run(
          tx,
          known(key, name, (table) => plan.update(table, columns)),
          rows,
        )
    },
  }
}

function typed(table: AnyTable, names: readonly string[]): Statement['columns'] {
  return names.map((name) => [name, table.columns[name]?.type ?? 'text'])
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

const sqlitePlan: Plan = {
  insert: (table) => {
    const names = Object.keys(table.columns)
    const places = names.map(() => '?').join(', ')
    return {
      text: `insert into "${table.name}" (${quoted(names)}) values (${places})`,
      columns: typed(table, names),
    }
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

const postgresTypes: Record<Column<unknown>['type'], string> = {
  uuid: 'uuid',
  text: 'text',
  integer: 'bigint',
  bytes: 'bytea',
}

function recordset(columns: Statement['columns']): string {
  const shape = columns.map(([name, type]) => `"${name}" ${postgresTypes[type]}`).join(', ')
  return `json_to_recordset($1::json) as v(${shape})`
}

const postgresPlan: Plan = {
  insert: (table) => {
    const names = Object.keys(table.columns)
    const columns = typed(table, names)
    const text = `insert into "${table.name}" (${quoted(names)}) select ${quoted(names)} from ${recordset(columns)}`
    return { text, columns }
  },
  update: (table, changed) => {
    const columns = typed(table, [...changed, ...table.primaryKey])
    const set = changed.map((name) => `"${name}" = v."${name}"`).join(', ')
    const key = table.primaryKey.map((name) => `t."${name}" = v."${name}"`).join(' and ')
    return { text: `update "${table.name}" t set ${set} from ${recordset(columns)} where ${key}`, columns }
  },
}

/** Ids repeat from row to row; the same text as in the row before is not encoded again. */
function encoderOf(name: string, type: Column<unknown>['type']): (row: AnyRow) => unknown {
  if (type !== 'uuid') return (row) => row[name]
  let text: unknown = null
  let encoded: Buffer | null = null
  return (row) => {
    const value = row[name]
    if (value !== text) {
      text = value
      encoded = typeof value === 'string' ? uuidToBytes(value) : null
    }
    return encoded
  }
}

function inJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value
}
