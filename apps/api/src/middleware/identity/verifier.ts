import { fail } from '@cyclecount/contract'
import type { Identity } from '@cyclecount/engine'
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { say } from '../../words/say.ts'

/** Who a token proves, and the instant from which it proves nobody any more. */
export interface Proof extends Identity {
  readonly expiresAt: number
}

/** Verifies a person's access token; fails with `signed-out` where it proves nobody. */
export type Verifier = (token: string) => Promise<Proof>

const CLOCK_TOLERANCE_S = 5

/** Signatures by a key pair only: a shared secret or none at all proves nothing. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA']

export function createVerifier(options: {
  readonly issuer: string
  /** Under which name the issuer's people are known here. */
  readonly realm: string
  readonly audience: string
  readonly keys: JWTVerifyGetKey
  readonly now?: () => number
}): Verifier {
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, options.keys, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
        ...(options.now ? { currentDate: new Date(options.now()) } : {}),
      })
      const expiresAt = ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1000
      return { issuer: options.realm, subject: payload.sub ?? '', expiresAt }
    } catch (error) {
      if (error instanceof errors.JWTExpired) fail('signed-out', say('access.expired'))
      if (isOutage(error)) fail('busy', say('access.noAnswer'))
      fail('signed-out', say('access.invalid'))
    }
  }
}

/** The issuer's keys, by their address or by discovery at the issuer; read when first needed and again when they turn over. */
export function issuerKeys(issuer: string, jwksUrl: string | null): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | null = jwksUrl === null ? null : createRemoteJWKSet(new URL(jwksUrl))
  return async (header, token) => {
    keys ??= createRemoteJWKSet(new URL(await discoverJwks(issuer)))
    return keys(header, token)
  }
}

async function discoverJwks(issuer: string): Promise<string> {
  const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(5000),
  })
  const found: unknown = answer.ok ? await answer.json() : null
  if (
    typeof found !== 'object' ||
    found === null ||
    !('issuer' in found) ||
    found.issuer !== issuer ||
    !('jwks_uri' in found) ||
    typeof found.jwks_uri !== 'string'
  ) {
    throw new TypeError('the issuer does not describe itself')
  }
  return found.jwks_uri
}

function isOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return true
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return false
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC'
}
