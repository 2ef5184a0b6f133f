import pg from 'pg'
import { inject } from 'vitest'

export { countAsked } from './asked.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string
  }
}

/** The URL of a new, empty PostgreSQL database on the server of this test run. For `*.pg.test.ts`. */
export async function freshPostgres(name: string): Promise<string> {
  const url = new URL(inject('postgresUrl'))
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const database = `${name}_${process.pid}_${Date.now()}`
  await client.query(`create database ${database}`)
  await client.end()
  url.pathname = `/${database}`
  return url.href
}
