import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backupSqlite } from '@cyclecount/db'
import type { Config } from '../config/config.ts'
import { say } from '../say.ts'
import { command } from './command.ts'

process.exitCode = await command(backup)

/** Copies the data into a folder, also while the server runs. Whoever starts from the copy need not say that it is one. */
async function backup(config: Config): Promise<number> {
  const [named] = process.argv.slice(2)
  if (named === undefined) {
    say(['Name a folder for the copy, one that is not there yet:  npm run backup -- FOLDER'])
    return 1
  }
  if (config.databaseUrl.startsWith('postgres')) {
    say([
      'The data is in PostgreSQL. Copy it with pg_dump, and say npm run after-restore where you put it back.',
    ])
    return 1
  }
  const folder = resolve(config.calledFrom, named)
  if (existsSync(folder)) {
    say([`${folder} is there already. Nothing was copied.`])
    return 1
  }
  if (!existsSync(config.databaseUrl)) {
    say([`There is no data in ${config.dataDir}.`])
    return 1
  }
  copyData(config, folder)
  say([
    `The data is copied to ${folder}.`,
    config.secretsKeys === null
      ? `The key of its secrets is not in it. Keep ${config.secretsKeyFile} somewhere else, too: without it webhooks need new secrets.`
      : 'The key of its secrets is not in it: it is in SECRETS_KEY. Without it webhooks need new secrets.',
  ])
  return 0
}

/** The folder has its name when all of it is there. */
function copyData(config: Config, folder: string): void {
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  // The counts first: what the books took in meanwhile is found there when it is delivered again, the other way round it would be lost.
  // Without the id of this data: whoever starts from the copy gets another one, and devices fill in what it lacks.
  backupSqlite(config.databaseUrl, join(partial, 'cyclecount.sqlite'), ['server_identity'])
  backupSqlite(config.ledgerUrl, join(partial, 'ledger.sqlite'))
  const signIn = join(config.dataDir, 'demo-sign-in.json')
  if (existsSync(signIn)) copyFileSync(signIn, join(partial, 'demo-sign-in.json'))
  renameSync(partial, folder)
}
