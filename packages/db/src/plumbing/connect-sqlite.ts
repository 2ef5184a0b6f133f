import SQLite from 'better-sqlite3'

/**
 * When the writer itself brings its log into the database, in pages. The second thread does so long before (`CHECKPOINT_AT` there); what is left
 * where others write all the time, or where there is no second thread, is done with a commit.
 */
const OWN_CHECKPOINT_AT = 32_000

/** A connection as the server opens it, to read only or to write as well. */
export function connectSqlite(file: string, forReading: boolean): SQLite.Database {
  const connection = new SQLite(file)
  connection.defaultSafeIntegers(true)
  connection.pragma('journal_mode = WAL')
  // FULL: an acknowledged scan survives a power cut, not only a crash of the process.
  connection.pragma('synchronous = FULL')
  connection.pragma('foreign_keys = ON')
  // The pages that a count works on stay in memory, and are written to the database once for many commits to its log.
  connection.pragma('cache_size = -65536')
  connection.pragma(`wal_autocheckpoint = ${OWN_CHECKPOINT_AT}`)
  // What a savepoint would put back is kept in memory too, and not in a file.
  connection.pragma('temp_store = MEMORY')
  connection.pragma('busy_timeout = 5000')
  if (forReading) connection.pragma('query_only = ON')
  return connection
}
