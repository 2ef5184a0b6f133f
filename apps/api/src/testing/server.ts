import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Id } from '@cyclecount/domain'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createApp } from '../app.ts'
import { toConfig } from '../config/config.ts'
import { readEnv } from '../config/env.ts'
import { createContext, type ApiContext } from '../context.ts'
import { silentLog } from '../log.ts'
import { createVerifier } from '../middleware/identity/verifier.ts'
import { watchAudit, type AuditWatch } from './audit-watch.ts'

export const ISSUER = 'https://sign-in.example'

/** The whole server on data of its own, with nothing in it. No ports; the clock stands until a test moves it. */
export interface TestServer {
  readonly ctx: ApiContext
  readonly folder: string
  readonly clock: { now: number }
  /** The Authorization header of a person; `changes` spoils the token. */
  readonly as: (login: string, changes?: TokenChanges) => Promise<string>
  readonly request: (method: string, path: string, options?: RequestOptions) => Promise<Answer>
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly newId: <T extends Id<string>>() => T
  /** Closes and opens the same data again, as a restart does. */
  readonly restart: () => Promise<void>
  /** What was written so far was made up, and need not be in the audit log. */
  readonly forgetWritten: () => void
  readonly close: () => Promise<void>
}

export interface RequestOptions {
  readonly auth?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface TokenChanges {
  readonly issuer?: string
  readonly audience?: string
  readonly expiresIn?: number
  readonly foreignKey?: boolean
}

/** On SQLite in a folder of its own, or on the PostgreSQL database named. */
export async function openServer(now: number, databaseUrl?: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cyclecount-api-'))
  const clock = { now }
  const [key, foreign] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  const jwk = { ...(await exportJWK(key.publicKey)), kid: 'one', alg: 'ES256' }
  const verifier = createVerifier({
    issuer: ISSUER,
    realm: ISSUER,
    audience: 'cyclecount',
    keys: createLocalJWKSet({ keys: [jwk] }),
    now: () => clock.now,
  })
  const read = readEnv({
    DATA_DIR: folder,
    OIDC_ISSUER: ISSUER,
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
  })
  if ('problems' in read) throw new Error(read.problems.join(', '))
  // People come from an issuer of the test's own, and yet the demo's are welcome.
  const config = { ...toConfig(read.env), demo: { askedByName: false, sales: false } }
  const watches: AuditWatch[] = []
  const open = async () => {
    const opened = await createContext({
      config,
      log: silentLog,
      verifier,
      now: () => clock.now,
      checkReplies: true,
    })
    const { db } = opened.engine
    if (db.dialect === 'sqlite') watches.push(await watchAudit(db))
    return opened
  }
  let ctx = await open()
  let app = createApp(ctx)
  const ask = (path: string, init?: RequestInit) => Promise.resolve(app.request(path, init))
  return {
    get ctx() {
      return ctx
    },
    folder,
    clock,
    as: async (login, changes = {}) => {
      const seconds = Math.floor(clock.now / 1000)
      const token = await new SignJWT({})
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(changes.issuer ?? ISSUER)
        .setAudience(changes.audience ?? 'cyclecount')
        .setSubject(login)
        .setIssuedAt(seconds - 3600)
        .setExpirationTime(seconds + (changes.expiresIn ?? 600))
        .sign((changes.foreignKey ? foreign : key).privateKey)
      return `Bearer ${token}`
    },
    request: async (method, path, options = {}) => {
      const response = await ask(path, {
        method,
        headers: {
          ...(options.auth === undefined ? {} : { authorization: options.auth }),
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      })
      const body: unknown = await response.json().catch(() => null)
      return { status: response.status, headers: response.headers, body }
    },
    fetch: ask,
    newId: <T extends Id<string>>() => ctx.engine.newId<T>(),
    restart: async () => {
      await ctx.close()
      ctx = await open()
      app = createApp(ctx)
    },
    forgetWritten: () => {
      for (const watch of watches) watch.forget()
    },
    close: async () => {
      await ctx.close()
      rmSync(folder, { recursive: true, force: true })
      // Whatever a test does through the server: what changed is in the audit log.
      const silent = watches.flatMap(({ untold }) => untold)
      if (silent.length > 0)
        throw new Error(`changed without an entry in the audit log: ${silent.join('; ')}`)
    },
  }
}
