import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, tables, type Schema } from '@cyclecount/db'
import { sql } from 'kysely'
import { companySources } from '../company-settings.ts'
import type { Config } from '../config/config.ts'
import { say } from '../say.ts'
import { command, isServing, withData } from './command.ts'

process.exitCode = await command(resetDemo)

/** Throws the demo company and everything done with it away; the next start makes it anew. A retailer of one's own is left alone. */
async function resetDemo(config: Config): Promise<number> {
  if (await isServing(config)) {
    say([`The server is running on port ${config.port}. Stop it first, then reset the demo.`])
    return 1
  }
  const sources = await withData(config, (ctx) => companySources(ctx.engine))
  if (sources.some(({ source }) => source === 'import')) {
    say(['The data is that of a retailer you imported, not the demo. Nothing was deleted.'])
    return 1
  }
  if (config.databaseUrl.startsWith('postgres')) await dropTables(config.databaseUrl)
  else for (const name of ['cyclecount', 'ledger']) removeSqlite(join(config.dataDir, `${name}.sqlite`))
  rmSync(join(config.dataDir, 'demo-sign-in.json'), { force: true })
  rmSync(config.auditAnchors, { force: true })
  say(['The demo data is deleted. npm start makes the demo company anew.'])
  return 0
}

function removeSqlite(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** Of a database that others may use as well: our tables and no more. */
async function dropTables(url: string): Promise<void> {
  const db = openDatabase<Schema>({ url, tables })
  const known = new Set<string>(tables.map((table) => table.name))
  await db.write(async (tx) => {
    const found = await sql<{ tablename: string }>`
      select tablename from pg_tables where schemaname = current_schema()`.execute(tx)
    for (const { tablename } of found.rows) {
      if (known.has(tablename) || /^(ledger_|engine_migration)/.test(tablename))
        await sql`drop table if exists ${sql.table(tablename)} cascade`.execute(tx)
    }
  })
  await db.close()
}
