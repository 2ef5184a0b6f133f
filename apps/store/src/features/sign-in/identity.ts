import { peopleRoutes, type ServerConfig } from '@cyclecount/contract'
import type { DeviceStore, Tokens } from '@cyclecount/device-db'
import type { PersonId, Sentence } from '@cyclecount/domain'
import type { Lock } from '@cyclecount/sync'
import { publicServer, type Credentials } from '../../adapters/server.ts'
import { returnPath } from './return-path.ts'

/** Signing in, and the tokens of each person apart. The network is needed only to become known or to read from the server. */
export interface Identity extends Credentials {
  /**
   * Leaves for the issuer's sign-in page; `to` is where to come back to. On a device that several people use, the issuer asks
   * who it is, whoever signed in there before.
   */
  readonly signIn: (to: string) => Promise<void>
  /** Takes up the answer in this page's address: the tokens of whoever it is and the place to go to, or why the issuer said no. */
  readonly finish: () => Promise<
    { readonly tokens: Tokens; readonly to: string } | { readonly refusal: Sentence }
  >
  /** Leaves for the issuer, which ends its own session, where it can be reached. */
  readonly endAtIssuer: (idToken: string | null) => Promise<void>
}

/** Renewed this long before it ends. */
const MARGIN_MS = 30_000

export function createIdentity(store: DeviceStore, lock: Lock): Identity {
  const config = (): Promise<ServerConfig> => publicServer(peopleRoutes.config, {})
  /** Who asked with which header: they may have put the device down before the answer came. */
  const givenTo = new Map<string, PersonId>()

  async function tokensOf(personId: PersonId): Promise<Tokens | null> {
    return (await store.setting('people'))?.[personId]?.tokens ?? null
  }

  /** Refresh tokens work once: over all tabs one at a time, and who comes second takes what the first one brought. */
  async function renew(personId: PersonId, refused: string | null): Promise<string | null> {
    return lock.hold('cyclecount-tokens', 'wait', async () => {
      const tokens = await tokensOf(personId)
      if (!tokens) return null
      if (bearer(tokens) !== refused && isFresh(tokens)) return bearer(tokens)
      if (tokens.refreshToken === null) return null
      try {
        const [{ renewTokens }, server] = await Promise.all([import('./oidc.ts'), config()])
        const fresh = await renewTokens(server, tokens)
        if (!fresh) return null
        const kept = { ...fresh, refreshToken: fresh.refreshToken ?? tokens.refreshToken }
        await store.changeSetting('people', (people) => {
          const person = people?.[personId]
          return person ? { ...people, [personId]: { ...person, tokens: kept } } : people
        })
        return bearer(kept)
      } catch {
        return null
      }
    })
  }

  return {
    async authorization() {
      const person = await store.setting('person')
      const tokens = person && (await tokensOf(person.personId))
      if (!tokens) return null
      const given = isFresh(tokens) ? bearer(tokens) : await renew(person.personId, null)
      if (given !== null) givenTo.set(given, person.personId)
      return given
    },
    async renewed(refused) {
      const asker = givenTo.get(refused)
      return asker === undefined ? null : renew(asker, refused)
    },
    async signIn(to) {
      const [{ leaveForSignIn }, server] = await Promise.all([import('./oidc.ts'), config()])
      const [people, holder] = await Promise.all([store.setting('people'), store.setting('person')])
      const isShared = Object.keys(people ?? {}).some((personId) => personId !== holder?.personId)
      await leaveForSignIn(server, to, isShared)
    },
    async finish() {
      const [{ finishSignIn }, server] = await Promise.all([import('./oidc.ts'), config()])
      const finished = await finishSignIn(server, location.href)
      return 'refusal' in finished ? finished : { tokens: finished.tokens, to: returnPath(finished.to) }
    },
    async endAtIssuer(idToken) {
      try {
        const [{ leaveForSignOut }, server] = await Promise.all([import('./oidc.ts'), config()])
        await leaveForSignOut(server, idToken)
      } catch {
        // Without a network the issuer keeps its session until it ends by itself; this device has forgotten the person.
      }
    },
  }
}

function isFresh(tokens: Tokens): boolean {
  return tokens.expiresAt - MARGIN_MS > Date.now()
}

export function bearer({ accessToken }: Tokens): string {
  return `Bearer ${accessToken}`
}
