import SQLite from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { codecPlugin } from './codec.ts'
import { keepPreparedByName } from './prepared-postgres.ts'
import { keepPrepared } from './prepared.ts'
import { postgresRows, sqliteRows, type Rows } from './rows.ts'
import { uuidColumnsOf, type AnyTable, type Dialect } from './table.ts'

/** A database with one way to read and one to write. */
export interface Database<Schema> {
  readonly dialect: Dialect
  readonly read: Kysely<Schema>
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
  return {
    dialect: 'sqlite',
    read,
    write: (work) => tellingWhy(work, (told) => write.transaction().execute(told)),
    rows: sqliteRows(writer, tables),
    close: async () => {
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

function connectSqlite(file: string, forReading: boolean): SQLite.Database {
  const connection = new SQLite(file)
  connection.defaultSafeIntegers(true)
  connection.pragma('journal_mode = WAL')
  // FULL: an acknowledged scan survives a power cut, not only a crash of the process.
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = ON')
  // The pages that a count works on stay in memory, and are written to the database once for many commits to its log.
  connection.pragma('cache_size = -65536')
  connection.pragma('wal_autocheckpoint = 8000')
  // What a savepoint would put back is kept in memory too, and not in a file.
  connection.pragma('temp_store = MEMORY')
  connection.pragma('busy_timeout = 5000')
  if (forReading) connection.pragma('query_only = ON')
  return connection
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
    write: (work) => db.transaction().execute(work),
    rows: postgresRows(tables),
    close: () => db.destroy(),
  }
}
