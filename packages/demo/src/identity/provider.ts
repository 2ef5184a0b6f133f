import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { importJWK, SignJWT, type JSONWebKeySet } from 'jose'
import { Provider } from 'oidc-provider'
import type { DemoPerson } from '../people.ts'
import type { DemoIdentityPermission } from './allowed.ts'
import { claimsOf, providerConfiguration, type DemoClient } from './configuration.ts'
import { answerInteraction } from './interaction.ts'
import type { DemoLog } from './log.ts'
import { openIdentityState, type IdentityState } from './state.ts'

export interface DemoIdentityOptions {
  /** From `demoIdentityAllowed`. */
  readonly permission: DemoIdentityPermission
  /** The address of the provider without a slash at the end: `http://localhost:8787/oidc`. */
  readonly issuer: string
  readonly people: readonly DemoPerson[]
  readonly clients: readonly DemoClient[]
  /** The `aud` of access tokens. */
  readonly audience: string
  /** Where keys, sessions and refresh tokens outlive a restart; null keeps them in memory. */
  readonly stateFile: string | null
  /** How long an access token is good for; 900 unless said otherwise. */
  readonly accessTokenSeconds?: number
  readonly now?: () => number
  readonly log: DemoLog
}

export interface DemoIdentityProvider {
  readonly issuer: string
  readonly jwksUrl: string
  /** What `jwksUrl` publishes, for tests that open no port. */
  readonly jwks: JSONWebKeySet
  /** The path under which requests belong to `callback`: `/oidc`. */
  readonly pathPrefix: string
  /** Answers a request whose path begins with `pathPrefix`; the body must not have been read. */
  readonly callback: (request: IncomingMessage, response: ServerResponse) => void
  /**
   * An access token as the code flow would give it, for tests that need no browser. `expiresInSeconds` below 0 makes one that
   * has expired. Throws RangeError where nobody has the login.
   */
  readonly mint: (request: { readonly login: string; readonly expiresInSeconds?: number }) => Promise<string>
}

const assets: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
  'sign-in.css': {
    type: 'text/css; charset=utf-8',
    body: readFileSync(new URL('sign-in.css', import.meta.url), 'utf8'),
  },
  'continue.js': {
    type: 'text/javascript; charset=utf-8',
    body: readFileSync(new URL('continue.js', import.meta.url), 'utf8'),
  },
}

const usualTokenSeconds = 900

/**
 * A real OpenID Connect provider for people who do not exist: authorization code with PKCE for public clients, JWT
 * access tokens (ES256), refresh tokens that survive a lost reply, discovery, JWKS, end session.
 */
export async function createDemoIdentityProvider(
  options: DemoIdentityOptions,
): Promise<DemoIdentityProvider> {
  const { issuer, people, clients, audience, log, stateFile, now = Date.now } = options
  const accessTokenSeconds = options.accessTokenSeconds ?? usualTokenSeconds
  const prefix = new URL(issuer).pathname.replace(/\/$/, '')
  const state = await openIdentityState({ file: stateFile, now, log })
  const provider = new Provider(
    issuer,
    providerConfiguration({ prefix, people, clients, audience, accessTokenSeconds, state, now }),
  )
  listen(provider, log)
  const formTargets = [
    ...new Set(clients.flatMap((client) => client.redirectUris.map((uri) => new URL(uri).origin))),
  ]
  const answer = provider.callback()
  const callback = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    secure(response, formTargets)
    const asset = assets[path.slice(`${prefix}/assets/`.length)]
    if (path.startsWith(`${prefix}/assets/`) && asset) sendAsset(response, asset)
    else if (path.startsWith(`${prefix}/interaction/`)) {
      answerInteraction({ provider, prefix, people, log }, mounted(request, issuer, prefix), response).catch(
        (error: unknown) => fail(response, error, log),
      )
    } else if (path === prefix || path.startsWith(`${prefix}/`)) {
      answer(mounted(request, issuer, prefix), response).catch((error: unknown) => fail(response, error, log))
    } else response.writeHead(404).end()
  }
  const mint: DemoIdentityProvider['mint'] = async ({ login, expiresInSeconds = accessTokenSeconds }) => {
    const person = people.find((candidate) => candidate.login === login)
    if (person === undefined) throw new RangeError(`nobody has the login ${login}`)
    const clientId = clients[0]?.clientId ?? 'nobody'
    return mintToken({ person, issuer, audience, clientId, state, now, expiresInSeconds })
  }
  const { d: _, ...publicKey } = state.signingKey
  return {
    issuer,
    jwks: { keys: [publicKey] },
    jwksUrl: `${issuer}/jwks`,
    pathPrefix: prefix,
    callback,
    mint,
  }
}

function listen(provider: Provider, log: DemoLog): void {
  // Addresses are made from the request as a proxy would describe it; `mounted` describes it by the issuer.
  provider.proxy = true
  provider.silent = true
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'The demo sign-in failed.'))
  provider.on('authorization.error', (_ctx, error) =>
    log.info({ reason: error.message }, 'The demo sign-in refused a request.'),
  )
  provider.on('grant.error', (_ctx, error) =>
    log.info({ reason: error.message }, 'The demo sign-in refused a token.'),
  )
}

/** The request as the provider expects it: at its own root, under the issuer's host whatever the caller called it. */
function mounted(request: IncomingMessage, issuer: string, prefix: string): IncomingMessage {
  const { host, protocol } = new URL(issuer)
  const originalUrl = request.url ?? '/'
  request.headers['x-forwarded-host'] = host
  request.headers['x-forwarded-proto'] = protocol.replace(':', '')
  const rest = originalUrl.slice(prefix.length)
  return Object.assign(request, { originalUrl, url: rest.startsWith('/') ? rest : `/${rest}` })
}

function secure(response: ServerResponse, formTargets: readonly string[]): void {
  // Browsers hold the redirects after a form to form-action, too, and the last of them leads to the app.
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  response.setHeader('content-security-policy', policy.join('; '))
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('x-content-type-options', 'nosniff')
}

function sendAsset(response: ServerResponse, asset: { readonly type: string; readonly body: string }): void {
  response.writeHead(200, { 'content-type': asset.type, 'cache-control': 'no-cache' }).end(asset.body)
}

function fail(response: ServerResponse, error: unknown, log: DemoLog): void {
  log.error({ err: error }, 'The demo sign-in failed.')
  if (!response.headersSent) response.writeHead(error instanceof RangeError ? 413 : 500)
  response.end()
}

async function mintToken(token: {
  readonly person: DemoPerson
  readonly issuer: string
  readonly audience: string
  readonly clientId: string
  readonly state: IdentityState
  readonly now: () => number
  readonly expiresInSeconds: number
}): Promise<string> {
  const { person, issuer, audience, clientId, state, now, expiresInSeconds } = token
  const seconds = Math.floor(now() / 1000)
  const key = await importJWK(state.signingKey, 'ES256')
  return new SignJWT({ ...claimsOf(person), client_id: clientId })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: state.signingKey.kid ?? '' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(person.subject)
    .setJti(crypto.randomUUID())
    .setIssuedAt(seconds + Math.min(0, expiresInSeconds - 1))
    .setExpirationTime(seconds + expiresInSeconds)
    .sign(key)
}
