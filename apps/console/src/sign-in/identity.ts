import { signInRefusal, type ServerConfig } from '@cyclecount/contract'
import type { Sentence } from '@cyclecount/domain'
import { UserManager, WebStorageStateStore, type User } from 'oidc-client-ts'
import { BASE, SIGNED_IN, returnPath } from './return-path.ts'

/** Whether somebody is there, and how coming back from the identity provider failed; null where it did not. */
export interface Arrival {
  readonly signedIn: boolean
  readonly failure: SignInFailure | null
}

/** What the provider said no with; null where nobody answered. */
export interface SignInFailure {
  readonly refusal: Sentence | null
}

/** Who uses this browser tab. Tokens live in the tab's session storage and end with it. */
export interface Identity {
  /** Completes a sign-in that is under way, renews an old one; puts the address that was asked for back. */
  readonly arrive: () => Promise<Arrival>
  /** Leaves for the identity provider; `to` is where to come back to. */
  readonly signIn: (to: string) => Promise<void>
  /** Leaves for the identity provider, which ends its own session too. */
  readonly signOut: () => Promise<void>
  /** The Authorization header, renewed where it has expired; null where there is nobody. */
  readonly authorization: () => Promise<string | null>
  /** The same after the server has refused the one before; null where it cannot be renewed. */
  readonly renewed: () => Promise<string | null>
}

/** OpenID Connect: authorization code with PKCE, refreshed silently with the refresh token. */
export function openIdentity(config: ServerConfig): Identity {
  const { origin } = location
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.consoleClientId,
    redirect_uri: origin + SIGNED_IN,
    post_logout_redirect_uri: origin + BASE,
    scope: 'openid profile offline_access',
    // RFC 8707 takes URIs only; a provider whose audience has another form gives it to this client by itself.
    ...(URL.canParse(config.audience) ? { resource: config.audience } : {}),
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: true,
    loadUserInfo: false,
  })
  let renewing: Promise<User | null> | null = null

  function renew(): Promise<User | null> {
    renewing ??= renewWith(manager).finally(() => {
      renewing = null
    })
    return renewing
  }

  async function present(): Promise<User | null> {
    const user = await manager.getUser()
    return user?.expired ? renew() : user
  }

  return {
    arrive: () => arrive(manager, present),
    signIn: (to) => manager.signinRedirect({ state: { to: returnPath(to) } }),
    signOut: () => manager.signoutRedirect(),
    authorization: async () => headerOf(await present()),
    renewed: async () => headerOf(await renew()),
  }
}

async function renewWith(manager: UserManager): Promise<User | null> {
  const user = await manager.getUser()
  if (!user?.refresh_token) return null
  return manager.signinSilent().catch(() => null)
}

function headerOf(user: User | null): string | null {
  return user && !user.expired ? `Bearer ${user.access_token}` : null
}

async function arrive(manager: UserManager, present: () => Promise<User | null>): Promise<Arrival> {
  if (location.pathname !== SIGNED_IN) return { signedIn: (await present()) !== null, failure: null }
  const url = location.href
  const asked = new URL(url).searchParams
  const state = asked.get('state')
  // Asked before: what comes back is used up by taking it.
  const begunHere = state !== null && (await manager.settings.stateStore.get(state)) !== null
  try {
    const user = await manager.signinRedirectCallback(url)
    history.replaceState(null, '', returnPath(placeIn(user.state)))
    return { signedIn: true, failure: null }
  } catch (thrown) {
    history.replaceState(null, '', BASE)
    const refusal = signInRefusal({ thrown, code: asked.get('error'), begunHere })
    return { signedIn: (await present()) !== null, failure: { refusal } }
  }
}

function placeIn(state: unknown): unknown {
  return typeof state === 'object' && state !== null && 'to' in state ? state.to : null
}
