import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Env } from './env.ts'

/** The folder that holds packages/ and apps/. */
const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))

export interface Config {
  readonly version: string
  readonly host: string
  readonly port: number
  /** Without a slash at the end. */
  readonly publicUrl: string
  readonly dataDir: string
  /** The file of the audit chains' anchors. */
  readonly auditAnchors: string
  /** The keys that secrets in the database are encrypted with, as `SECRETS_KEY` has them; null: they are in the file. */
  readonly secretsKeys: string | null
  readonly secretsKeyFile: string
  /** The folder that holds store/dist and console/dist. */
  readonly webApps: string
  /** `postgres://…`, or the SQLite file of the count engine. */
  readonly databaseUrl: string
  readonly ledgerUrl: string
  readonly identity: {
    readonly issuer: string
    /** Under which name its people are known here: the issuer, but for the demo's, whose address changes with the port. */
    readonly realm: string
    readonly audience: string
    /** Null: found by discovery at the issuer. */
    readonly jwksUrl: string | null
    readonly storeClientId: string
    readonly consoleClientId: string
  }
  /** Null: no demo company, people come from the issuer. */
  readonly demo: { readonly askedByName: boolean; readonly sales: boolean } | null
  /** Webhooks may reach private addresses, and plain http. */
  readonly webhooksToPrivate: boolean
  /** Null: events are published to no stream. */
  readonly nats: {
    readonly url: string
    /** A file. */
    readonly credentials: string | null
    readonly stream: string
    readonly subject: string
    readonly showsCost: boolean
  } | null
  readonly nodeEnv: string | undefined
  /** The folder from which paths that a person types are meant. */
  readonly calledFrom: string
  readonly logLevel: Env['LOG_LEVEL']
}

const DEMO_REALM = 'demo'

export const VERSION = '0.1.0'

/** What the environment means. */
export function toConfig(env: Env): Config {
  const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, '')
  const isDemo = env.DEMO === undefined ? env.OIDC_ISSUER === undefined : env.DEMO === 'on'
  const issuer = isDemo ? `${publicUrl}/oidc` : (env.OIDC_ISSUER ?? `${publicUrl}/oidc`)
  const dataDir = dataFolder(env.DATA_DIR)
  return {
    version: VERSION,
    host: env.HOST,
    port: env.PORT,
    publicUrl,
    dataDir,
    auditAnchors: env.AUDIT_ANCHORS
      ? resolve(dataDir, env.AUDIT_ANCHORS)
      : join(dataDir, 'audit-anchors.jsonl'),
    secretsKeys: env.SECRETS_KEY ?? null,
    secretsKeyFile: join(dataDir, 'secrets.key'),
    webApps: join(REPOSITORY, 'apps'),
    databaseUrl: env.DATABASE_URL ?? join(dataDir, 'cyclecount.sqlite'),
    ledgerUrl: env.DATABASE_URL ?? join(dataDir, 'ledger.sqlite'),
    identity: {
      issuer,
      realm: isDemo ? DEMO_REALM : issuer,
      audience: env.OIDC_AUDIENCE,
      jwksUrl: isDemo ? `http://${loopback(env.HOST)}:${env.PORT}/oidc/jwks` : (env.OIDC_JWKS_URL ?? null),
      storeClientId: env.OIDC_STORE_CLIENT,
      consoleClientId: env.OIDC_CONSOLE_CLIENT,
    },
    demo: isDemo ? { askedByName: env.DEMO === 'on', sales: env.DEMO_SALES === 'on' } : null,
    webhooksToPrivate: env.WEBHOOKS_TO_PRIVATE === 'on',
    nats: natsOf(env),
    nodeEnv: env.NODE_ENV,
    calledFrom: env.INIT_CWD ?? process.cwd(),
    logLevel: env.LOG_LEVEL,
  }
}

function natsOf(env: Env): Config['nats'] {
  if (env.NATS_URL === undefined) return null
  return {
    url: env.NATS_URL,
    credentials: env.NATS_CREDENTIALS ?? null,
    stream: env.NATS_STREAM,
    subject: env.NATS_SUBJECT,
    showsCost: env.NATS_COST === 'on',
  }
}

function dataFolder(named: string | undefined): string {
  if (named === undefined) return join(REPOSITORY, 'data')
  return isAbsolute(named) ? named : resolve(REPOSITORY, named)
}

/** Where the server reaches itself, whatever the world calls it. */
function loopback(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
