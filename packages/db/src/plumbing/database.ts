import { Kysely, PostgresDialect, SqliteDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { codecPlugin } from './codec.ts'
import { connectSqlite } from './connect-sqlite.ts'
import { keepPreparedByName } from './prepared-postgres.ts'
import { keepPrepared } from './prepared.ts'
import { asideOf } from './second-thread.ts'
import { postgresRows, sqliteRows, type Rows } from './rows.ts'
import { uuidColumnsOf, type AnyTable, type Dialect } from './table.ts'

/** A database with one way to read and one to write. */
export interface Database<Schema> {
  readonly dialect: Dialect
  readonly read: Kysely<Schema>
  /**
   * To read much at once without holding up who reads little or writes: SQLite does it on a thread of its own, one statement after the other
   * (PostgreSQL's connections are beside each other anyway). It sees what was committed before it was asked.
   */
  readonly aside: Kysely<Schema>
  /** Runs in one transaction; commits durably (SQLite: WAL, synchronous FULL) before it resolves, rolls back on a throw. */
  readonly write: <T>(work: (tx: Transaction<Schema>) => Promise<T>) => Promise<T>
  /** Many rows of one table, within `write`. */
  readonly rows: Rows<Schema>
  readonly close: () => Promise<void>
}

export interface DatabaseOptions {
  /** `postgres://…`, or the path of a SQLite file. */
  readonly url: string
  readonly tables: readonly AnyTable[]
  /** How many PostgreSQL connections at most. */
  readonly poolSize?: number
}

export function dialectOf(url: string): Dialect {
  return /^postgres(ql)?:\/\//.test(url) ? 'postgres' : 'sqlite'
}

/** Opens the database. The schema must have been migrated, or is migrated next with `migrate`. */
export function openDatabase<Schema>(options: DatabaseOptions): Database<Schema> {
  return dialectOf(options.url) === 'postgres' ? openPostgres(options) : openSqlite(options)
}

function openSqlite<Schema>({ url, tables }: DatabaseOptions): Database<Schema> {
  const plugins = [codecPlugin(uuidColumnsOf(tables), true)]
  const writer = connectSqlite(url, false)
  const reader = connectSqlite(url, true)
  const write = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: keepPrepared(writer) }),
    plugins,
  })
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: keepPrepared(reader) }), plugins })
  const thread = asideOf(url)
  const aside = new Kysely<Schema>({ dialect: thread.dialect, plugins })
  return {
    dialect: 'sqlite',
    read,
    aside,
    write: async (work) => {
      const done = await tellingWhy(work, (told) => write.transaction().execute(told))
      thread.committed()
      return done
    },
    rows: sqliteRows(writer, tables),
    close: async () => {
      await aside.destroy()
      await thread.close()
      await read.destroy()
      await write.destroy()
    },
  }
}

/**
 * SQLite ends a transaction by itself when the disk is full or fails, and then finds none to roll back: what went wrong is what the work
 * met, not that.
 */
async function tellingWhy<Tx, T>(
  work: (tx: Tx) => Promise<T>,
  run: (told: (tx: Tx) => Promise<T>) => Promise<T>,
): Promise<T> {
  let why: { readonly error: unknown } | null = null
  try {
    return await run(async (tx) => {
      try {
        return await work(tx)
      } catch (error) {
        why = { error }
        throw error
      }
    })
  } catch (error) {
    throw (why as { readonly error: unknown } | null)?.error ?? error
  }
}

function openPostgres<Schema>({ url, tables, poolSize }: DatabaseOptions): Database<Schema> {
  const types = new pg.TypeOverrides()
  types.setTypeParser(pg.types.builtins.INT8, BigInt)
  const pool = new pg.Pool({ connectionString: url, max: poolSize ?? 10, types })
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: keepPreparedByName(pool) }),
    plugins: [codecPlugin(uuidColumnsOf(tables), false)],
  })
  return {
    dialect: 'postgres',
    read: db,
    aside: db,
    write: (work) => db.transaction().execute(work),
    rows: postgresRows(tables),
    close: () => db.destroy(),
  }
}
