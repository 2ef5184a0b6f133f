import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import {
  createVault,
  newVaultKey,
  parseVaultKeys,
  resealSecrets,
  type EngineContext,
} from '@cyclecount/engine'
import type { Config } from './config/config.ts'
import type { ApiContext } from './context.ts'

type SecretsPlace = Pick<Config, 'secretsKeys' | 'secretsKeyFile'>

/** The file of keys holds none, or something else besides. */
export class NoSecretsKey extends Error {}

/**
 * The vault of this server's keys: those of the environment, else those of the file beside the database, which is made where there is none, for
 * its owner alone. Throws `NoSecretsKey` with a sentence for a file that cannot be read as keys: another one is never made in its place.
 */
export function openVault({ secretsKeys, secretsKeyFile: file }: SecretsPlace): EngineContext['vault'] {
  if (secretsKeys === null && !existsSync(file)) makeKeyFile(file)
  const keys = parseVaultKeys(secretsKeys ?? readFileSync(file, 'utf8'))
  if (keys === null)
    throw new NoSecretsKey(
      `${file} does not hold keys of 32 bytes in base64, one a line. Put back the file as it was, or remove it and make new secrets.`,
    )
  return createVault(keys)
}

/** Whole or not there, and on the disk before anything is sealed with it. Where another process makes one at the same moment, that one holds. */
function makeKeyFile(file: string): void {
  const half = `${file}.${process.pid}`
  const written = openSync(half, 'w', 0o600)
  writeSync(written, `${Buffer.from(newVaultKey()).toString('base64')}\n`)
  fsyncSync(written)
  closeSync(written)
  try {
    linkSync(half, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    rmSync(half)
  }
}

/** Brings what is sealed to the first key, and says what a person has to know of keys and secrets, in lines. */
export async function lookAtSecrets(ctx: ApiContext, isKeyNew: boolean): Promise<readonly string[]> {
  const { secretsKeys, secretsKeyFile: file } = ctx.config
  const { resealed, unreadable } = await resealSecrets(ctx.engine)
  return [
    ...(isKeyNew
      ? [
          `The key that encrypts secrets was made: ${file}`,
          'Keep a copy of it apart from the backups: they do not hold it, and without it their secrets cannot be read.',
        ]
      : []),
    ...(resealed > 0
      ? [`Encrypted anew with the first key: ${resealed}. The other keys are not needed any more.`]
      : []),
    ...(unreadable.length > 0
      ? [
          `The key of this server does not open the secrets of: ${unreadable.join(', ')}.`,
          `They were encrypted with another key. Add it as a further one to ${secretsKeys === null ? file : 'SECRETS_KEY'} and start again, or make a new secret for each in the console. Counting goes on meanwhile; nothing is sent to these webhooks, and no such answer is taken.`,
        ]
      : []),
  ]
}
