import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from './plumbing/migrate.ts'
import { engineMigrations } from './migrations.ts'

export { countAsked } from './asked.ts'
export { freeAuditLog } from './schema/audit-is-kept.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string
  }
}

/** Holds the engine's tables and no row; copied for every test, since making them takes five times as long. */
const TEMPLATE = 'engine_template'

/** The URL of a new PostgreSQL database with the engine's tables, empty, on the server of this test run. For `*.pg.test.ts`. */
export function freshPostgres(name: string): Promise<string> {
  return onServer(async (client) => {
    await makeTemplateOnce(client)
    return createDatabase(client, name, `template ${TEMPLATE} strategy file_copy`)
  })
}

/** The URL of a new PostgreSQL database that holds nothing at all. */
export function emptyPostgres(name: string): Promise<string> {
  return onServer((client) => createDatabase(client, name, ''))
}

async function onServer(work: (client: pg.Client) => Promise<string>): Promise<string> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function createDatabase(client: pg.Client, name: string, how: string): Promise<string> {
  const database = `${name}_${process.pid}_${Date.now()}`
  await client.query(`create database ${database} ${how}`)
  return urlOf(database)
}

/** Test files run side by side in processes of their own: the first one makes it, the others wait for it. */
async function makeTemplateOnce(client: pg.Client): Promise<void> {
  if (await hasTemplate(client)) return
  await client.query('select pg_advisory_lock(1)')
  try {
    if (await hasTemplate(client)) return
    const unfinished = `${TEMPLATE}_unfinished`
    await client.query(`create database ${unfinished}`)
    await migrate(urlOf(unfinished), engineMigrations)
    await client.query(`alter database ${unfinished} rename to ${TEMPLATE}`)
  } finally {
    await client.query('select pg_advisory_unlock(1)')
  }
}

async function hasTemplate(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE])
  return rowCount === 1
}

function urlOf(database: string): string {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${database}`
  return url.href
}
