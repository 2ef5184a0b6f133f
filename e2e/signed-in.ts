import { createClient, routes, type Call } from '@cyclecount/contract'
import { createTestBrowser, signInAs } from '@cyclecount/demo/testing'
import type { FacilityId, PersonId } from '@cyclecount/domain'

/** Somebody signed in over OpenID Connect (code and PKCE), with the typed client of the API as theirs. */
export interface SignedIn {
  readonly call: Call
  /** The value of the header. */
  readonly authorization: string
  readonly personId: PersonId
  readonly facilities: readonly { readonly facilityId: FacilityId; readonly code: string }[]
}

/** Signs a demo person in by first name. */
export async function signedIn(origin: string, name: string): Promise<SignedIn> {
  const place = { origin, identity: { issuer: `${origin}/oidc` } }
  const { body } = await signInAs(place, createTestBrowser(), `${name}@quillmere.example`)
  const token = body['access_token']
  if (typeof token !== 'string') throw new Error(`${name} was not signed in: ${JSON.stringify(body)}`)
  const authorization = `Bearer ${token}`
  const call = createClient({
    baseUrl: origin,
    http: (url, { method, headers, body: sent }) => fetch(url, { method, headers, body: sent ?? null }),
    authorization: () => Promise.resolve(authorization),
  })
  const { personId, facilities } = await call(routes.me, {})
  return { call, authorization, personId, facilities }
}
