import { basename, resolve } from 'node:path'
import { importCompany } from '../company-import/import-company.ts'
import type { Config } from '../config/config.ts'
import { say } from '../say.ts'
import { command, isServing, withData } from './command.ts'

process.exitCode = await command(importRetailer)

/** Takes a retailer in from a folder of CSV files: its books, then what is counted. */
async function importRetailer(config: Config): Promise<number> {
  const [named] = process.argv.slice(2)
  if (named === undefined) {
    say(['Name the folder of the CSV files:  npm run import-retailer -- FOLDER'])
    return 1
  }
  if (await isServing(config)) {
    say([`The server is running on port ${config.port}. Stop it first, then import.`])
    return 1
  }
  const folder = resolve(config.calledFrom, named)
  const outcome = await withData(config, (ctx) => importCompany(ctx, { folder, name: basename(folder) }, say))
  return outcome === 'imported' ? 0 : 1
}
