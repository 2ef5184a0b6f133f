import { signInRefusal, type ServerConfig } from '@cyclecount/contract'
import type { Tokens } from '@cyclecount/device-db'
import type { Sentence } from '@cyclecount/domain'
import { InMemoryWebStorage, User, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import { BASE, SIGNED_IN } from './return-path.ts'

/** OpenID Connect by authorization code with PKCE. Loaded only when somebody signs in or a token has to be renewed. */
function createManager(config: ServerConfig): UserManager {
  const { origin } = location
  return new UserManager({
    authority: config.issuer,
    client_id: config.storeClientId,
    redirect_uri: origin + SIGNED_IN,
    post_logout_redirect_uri: origin + BASE,
    scope: 'openid profile offline_access',
    // Tokens are kept in the device's database, with everything else that must be there after a cold start.
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  })
}

/** `isShared`: the issuer asks who it is, although somebody may be signed in there. */
export async function leaveForSignIn(config: ServerConfig, to: string, isShared: boolean): Promise<void> {
  const asked = isShared ? { prompt: 'login' } : {}
  await createManager(config).signinRedirect({ state: { to }, ...asked })
}

/** Rejects where the issuer cannot be reached. */
export async function finishSignIn(
  config: ServerConfig,
  url: string,
): Promise<{ readonly tokens: Tokens; readonly to: unknown } | { readonly refusal: Sentence }> {
  const manager = createManager(config)
  const asked = new URL(url).searchParams
  const state = asked.get('state')
  // Asked before: what comes back is used up by taking it.
  const begunHere = state !== null && (await manager.settings.stateStore.get(state)) !== null
  try {
    const user = await manager.signinRedirectCallback(url)
    return { tokens: tokensOf(user), to: toIn(user.state) }
  } catch (thrown) {
    const refusal = signInRefusal({ thrown, code: asked.get('error'), begunHere })
    if (refusal === null) throw thrown
    return { refusal }
  }
}

function toIn(state: unknown): unknown {
  return typeof state === 'object' && state !== null && 'to' in state ? state.to : null
}

/** New tokens for the old refresh token; null where the issuer refuses. Rejects where it cannot be reached. */
export async function renewTokens(config: ServerConfig, tokens: Tokens): Promise<Tokens | null> {
  const manager = createManager(config)
  await manager.storeUser(
    new User({
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      session_state: null,
      expires_at: 0,
      profile: { sub: '', iss: config.issuer, aud: config.storeClientId, exp: 0, iat: 0 },
      ...(tokens.refreshToken === null ? {} : { refresh_token: tokens.refreshToken }),
      ...(tokens.idToken === null ? {} : { id_token: tokens.idToken }),
    }),
  )
  const user = await manager.signinSilent()
  return user && tokensOf(user)
}

/** Ends the issuer's own session, too, and comes back. */
export async function leaveForSignOut(config: ServerConfig, idToken: string | null): Promise<void> {
  await createManager(config).signoutRedirect(idToken === null ? {} : { id_token_hint: idToken })
}

function tokensOf(user: User): Tokens {
  return {
    accessToken: user.access_token,
    refreshToken: user.refresh_token ?? null,
    idToken: user.id_token ?? null,
    expiresAt: (user.expires_at ?? 0) * 1000,
  }
}
