import { toConfig, type Config } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { createContext, type ApiContext } from '../context.ts'
import { silentLog } from '../log.ts'
import { say } from '../say.ts'
import { NoSecretsKey } from '../secrets-keys.ts'

/** A command at the terminal: reads the settings, answers the exit code, and says in a sentence what it cannot do. */
export async function command(work: (config: Config) => Promise<number>): Promise<number> {
  const read = readEnv()
  if ('problems' in read) {
    say(['These settings cannot be used:', ...read.problems.map((line) => `  ${line}`)])
    return 1
  }
  try {
    return await work(toConfig(read.env))
  } catch (error) {
    if (!(error instanceof NoSecretsKey)) throw error
    say([error.message])
    return 1
  }
}

/** Opens the data as the server does, for work that nobody asked for over HTTP. */
export async function withData<T>(config: Config, work: (ctx: ApiContext) => Promise<T>): Promise<T> {
  const ctx = await createContext({
    config,
    log: silentLog,
    verifier: () => Promise.reject(new Error('a command signs nobody in')),
  })
  try {
    return await work(ctx)
  } finally {
    await ctx.close()
  }
}

/** Whether the server of these settings answers: its data must not be taken from under it. */
export async function isServing({ host, port }: Config): Promise<boolean> {
  const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  try {
    const answer = await fetch(`http://${at.includes(':') ? `[${at}]` : at}:${port}/healthz`, {
      signal: AbortSignal.timeout(2000),
    })
    return answer.ok
  } catch {
    return false
  }
}
