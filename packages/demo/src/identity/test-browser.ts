import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { demoPeople } from '../people.ts'
import type { DemoClient } from './configuration.ts'
import type { DemoLog } from './log.ts'
import {
  createDemoIdentityProvider,
  type DemoIdentityOptions,
  type DemoIdentityProvider,
} from './provider.ts'

/** For tests: where an app signs people in, and a browser that knows cookies and redirects and nothing else. */
export interface SignInPlace {
  readonly origin: string
  readonly identity: Pick<DemoIdentityProvider, 'issuer'>
}

/** The provider on a port of the loopback. */
export interface Loopback extends SignInPlace {
  readonly identity: DemoIdentityProvider
  close(): Promise<void>
}

export const testAudience = 'cyclecount-api'
export const testClientId = 'cyclecount-store'

export const silent: DemoLog = { info: () => {}, warn: () => {}, error: () => {} }

/** Starts the provider. With `port` 0 the system chooses one. */
export async function startLoopback(options: Partial<DemoIdentityOptions>, port = 0): Promise<Loopback> {
  let identity: DemoIdentityProvider | null = null
  const server = createServer((request, response) => {
    if (identity !== null) identity.callback(request, response)
    else response.writeHead(503).end()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const origin = `http://localhost:${portOf(server)}`
  identity = await createDemoIdentityProvider({
    permission: { allowed: true },
    issuer: `${origin}/oidc`,
    people: demoPeople,
    clients: [testClient(origin)],
    audience: testAudience,
    stateFile: null,
    log: silent,
    ...options,
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { identity, origin, close }
}

function testClient(origin: string): DemoClient {
  return {
    clientId: testClientId,
    redirectUris: [`${origin}/store/signed-in`],
    postLogoutRedirectUris: [`${origin}/store/`],
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

export interface TestBrowser {
  /** Follows redirects until a page comes or one leads to the app; then `url` is that address and `html` is empty. */
  open(
    url: string,
    form?: Readonly<Record<string, string>>,
  ): Promise<{ readonly url: string; readonly status: number; readonly html: string }>
}

/** A kept connection would be found dead after the server was started again. */
const lastOnConnection = { connection: 'close' }

/** A browser without cookies yet. */
export function createTestBrowser(): TestBrowser {
  const cookies = new Map<string, string>()
  const open: TestBrowser['open'] = async (url, form) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      headers: { ...lastOnConnection, cookie },
      redirect: 'manual',
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const header of response.headers.getSetCookie()) keepCookie(cookies, header)
    const location = response.headers.get('location')
    if (location === null) {
      const page = await response.text()
      const posted = formThatPostsItself(page)
      return posted ? open(posted.action, posted.fields) : { url, status: response.status, html: page }
    }
    const next = new URL(location, url)
    return next.pathname.startsWith('/oidc')
      ? open(next.href)
      : { url: next.href, status: response.status, html: '' }
  }
  return { open }
}

/** The form of a page whose script sends it at once. */
function formThatPostsItself(
  page: string,
): { readonly action: string; readonly fields: Readonly<Record<string, string>> } | null {
  if (!page.includes('document.forms[0].submit()')) return null
  const fields = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return {
    action: /action="([^"]+)"/.exec(page)?.[1] ?? '',
    fields: Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value] as const)),
  }
}

function keepCookie(cookies: Map<string, string>, header: string): void {
  const [pair = '', ...attributes] = header.split(';')
  const [name = '', value = ''] = pair.split(/=(.*)/s)
  if (value === '' || attributes.some((attribute) => /expires=Thu, 01 Jan 1970/i.test(attribute)))
    cookies.delete(name)
  else cookies.set(name, value)
}

/** What the app keeps while it sends somebody to sign in. */
export interface SignInBegun {
  readonly url: string
  readonly verifier: string
  readonly redirectUri: string
}

/** The address to which an app sends somebody who wants to sign in. */
export function beginSignIn(place: SignInPlace, extra: Readonly<Record<string, string>> = {}): SignInBegun {
  const verifier = randomBytes(32).toString('base64url')
  const redirectUri = `${place.origin}/store/signed-in`
  const url = new URL(`${place.identity.issuer}/auth`)
  const parameters = {
    client_id: testClientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile offline_access',
    state: 'where-i-was',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...extra,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, verifier, redirectUri }
}

export interface TokenReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Asks the token endpoint. */
export async function askForTokens(
  place: SignInPlace,
  form: Readonly<Record<string, string>>,
): Promise<TokenReply> {
  const body = new URLSearchParams({ client_id: testClientId, ...form })
  const response = await fetch(`${place.identity.issuer}/token`, {
    method: 'POST',
    body,
    headers: lastOnConnection,
  })
  const reply: unknown = await response.json()
  return { status: response.status, body: Object.fromEntries(Object.entries(reply ?? {})) }
}

/** Signs in by the button with the person's name and changes the code for tokens. */
export async function signInAs(place: SignInPlace, browser: TestBrowser, login: string): Promise<TokenReply> {
  const begun = beginSignIn(place)
  const page = await browser.open(begun.url)
  const { url } = page.html === '' ? page : await browser.open(page.url, { person: login })
  return askForTokens(place, {
    grant_type: 'authorization_code',
    code: new URL(url).searchParams.get('code') ?? '',
    code_verifier: begun.verifier,
    redirect_uri: begun.redirectUri,
  })
}

/** Changes a refresh token for new tokens. */
export function refresh(place: SignInPlace, token: unknown): Promise<TokenReply> {
  return askForTokens(place, { grant_type: 'refresh_token', refresh_token: String(token) })
}
