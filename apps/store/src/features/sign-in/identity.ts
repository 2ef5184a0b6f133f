import { peopleRoutes, type ServerConfig } from '@cyclecount/contract'
import type { DeviceStore, Setting } from '@cyclecount/device-db'
import type { Lock } from '@cyclecount/sync'
import { publicServer, type Credentials } from '../../adapters/server.ts'
import { returnPath } from './return-path.ts'

export type Tokens = Setting<'tokens'>

/** Who counts here. Remembered on the device; the network is needed only to become somebody or to read from the server. */
export interface Identity extends Credentials {
  /** Leaves for the issuer's sign-in page; `to` is where to come back to. */
  readonly signIn: (to: string) => Promise<void>
  /** Takes up the answer in this page's address. Gives the place to go to. */
  readonly finish: () => Promise<string>
  /** Forgets person and tokens, and leaves for the issuer, which ends its own session, where it can be reached. */
  readonly signOut: () => Promise<void>
}

/** Renewed this long before it ends. */
const MARGIN_MS = 30_000

export function createIdentity(store: DeviceStore, lock: Lock): Identity {
  const config = (): Promise<ServerConfig> => publicServer(peopleRoutes.config, {})

  /** Refresh tokens work once: over all tabs one at a time, and who comes second takes what the first one brought. */
  async function renew(refused: string | null): Promise<string | null> {
    return lock.hold('cyclecount-tokens', 'wait', async () => {
      const tokens = await store.setting('tokens')
      if (!tokens) return null
      if (tokens.accessToken !== refused && isFresh(tokens)) return bearer(tokens)
      if (tokens.refreshToken === null) return null
      try {
        const [{ renewTokens }, server] = await Promise.all([import('./oidc.ts'), config()])
        const fresh = await renewTokens(server, tokens)
        if (!fresh) return null
        const kept = { ...fresh, refreshToken: fresh.refreshToken ?? tokens.refreshToken }
        await store.setSetting('tokens', kept)
        return bearer(kept)
      } catch {
        return null
      }
    })
  }

  return {
    async authorization() {
      const tokens = await store.setting('tokens')
      if (!tokens) return null
      return isFresh(tokens) ? bearer(tokens) : renew(null)
    },
    async renewed() {
      const tokens = await store.setting('tokens')
      return renew(tokens?.accessToken ?? null)
    },
    async signIn(to) {
      const [{ leaveForSignIn }, server] = await Promise.all([import('./oidc.ts'), config()])
      await leaveForSignIn(server, to)
    },
    async finish() {
      const [{ finishSignIn }, server] = await Promise.all([import('./oidc.ts'), config()])
      const { tokens, to } = await finishSignIn(server, location.href)
      await store.setSetting('tokens', tokens)
      return returnPath(to)
    },
    async signOut() {
      const tokens = await store.setting('tokens')
      await store.setSetting('tokens', null)
      await store.setSetting('person', null)
      try {
        const [{ leaveForSignOut }, server] = await Promise.all([import('./oidc.ts'), config()])
        await leaveForSignOut(server, tokens?.idToken ?? null)
      } catch {
        // Without a network the issuer keeps its session until it ends by itself; this device has forgotten the person.
      }
    },
  }
}

function isFresh(tokens: Tokens): boolean {
  return tokens.expiresAt - MARGIN_MS > Date.now()
}

function bearer(tokens: Tokens): string {
  return `Bearer ${tokens.accessToken}`
}
