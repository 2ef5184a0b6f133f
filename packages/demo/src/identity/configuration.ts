import type { Configuration, Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { DemoPerson } from '../people.ts'
import { createAdapterFactory } from './adapter.ts'
import { trusted } from './html.ts'
import { t } from './messages.ts'
import { noticePage, signOutPage } from './pages.ts'
import type { IdentityState } from './state.ts'

/** A web app of ours that people sign in to. It is public: it proves itself with PKCE. */
export interface DemoClient {
  readonly clientId: string
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris: readonly string[]
}

export interface ConfigurationOptions {
  readonly prefix: string
  readonly people: readonly DemoPerson[]
  readonly clients: readonly DemoClient[]
  readonly audience: string
  readonly accessTokenSeconds: number
  readonly state: IdentityState
  readonly now: () => number
}

/** Tokens are for the API unless a client asks otherwise; resources are named by URIs, the audience is what the API looks for. */
const apiResource = 'urn:cyclecount:api'
const scopes = 'openid profile email offline_access'
const day = 24 * 60 * 60

/** How the provider is set up: code flow with PKCE for our own apps, JWT access tokens for the API, no consent. */
export function providerConfiguration(options: ConfigurationOptions): Configuration {
  const { prefix, people, clients, audience, accessTokenSeconds, state, now } = options
  return {
    adapter: createAdapterFactory(state, now),
    jwks: { keys: [state.signingKey] },
    cookies: { keys: [state.cookieKey], long: { path: prefix, sameSite: 'lax' }, short: { sameSite: 'lax' } },
    clients: clients.map((client) => ({
      client_id: client.clientId,
      redirect_uris: [...client.redirectUris],
      post_logout_redirect_uris: [...client.postLogoutRedirectUris],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    })),
    responseTypes: ['code'],
    scopes: scopes.split(' '),
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    // The access token is for the API, so nobody could ask the userinfo endpoint for the name.
    conformIdTokenClaims: false,
    findAccount: (_ctx, subject) => {
      const person = people.find((candidate) => candidate.subject === subject)
      return (
        person && {
          accountId: subject,
          claims: () => ({ sub: subject, ...claimsOf(person), email: person.login }),
        }
      )
    },
    extraTokenClaims: (_ctx, token) => {
      const subject = 'accountId' in token ? token.accountId : undefined
      const person = people.find((candidate) => candidate.subject === subject)
      return person && claimsOf(person)
    },
    loadExistingGrant: ownGrant,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    // A phone counts for days without signing in again, whatever became of the browser's session.
    expiresWithSession: () => false,
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 400 * day,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 60 * day,
      Session: 30 * day,
    },
    interactions: { url: (_ctx, interaction) => `${prefix}/interaction/${interaction.uid}` },
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => apiResource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenTTL: accessTokenSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          // An app that shows whom it wants to sign out has asked already.
          const sure = ctx.oidc.entities.IdTokenHint !== undefined
          ctx.body = signOutPage({ prefix, form: trusted(form), sure })
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.type = 'html'
          ctx.body = noticePage({ prefix, title: t('signOut.done'), text: t('signOut.doneText') })
        },
      },
    },
    renderError: (ctx, out) => {
      ctx.type = 'html'
      const detail = out.error_description ?? out.error
      ctx.body = noticePage({ prefix, title: t('problem.title'), text: t('problem.text'), detail })
    },
  }
}

/** What tokens say of a person besides their subject. */
export function claimsOf(person: DemoPerson): { readonly name: string; readonly preferred_username: string } {
  return { name: person.name, preferred_username: person.login }
}

/** Our own apps need nobody's consent: the grant is there as soon as somebody is signed in. */
async function ownGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const known = session.grantIdFor(client.clientId)
  const existing = known === undefined ? undefined : await provider.Grant.find(known)
  if (existing && existing.accountId === session.accountId) return existing
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope(scopes)
  await grant.save()
  return grant
}
