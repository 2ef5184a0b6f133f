import { createClient, type Call, type HttpCall } from '@cyclecount/contract'

export interface Credentials {
  /** The Authorization header; null where nobody is signed in or the sign-in ran out and could not be renewed. */
  readonly authorization: () => Promise<string | null>
  /** Another header for whoever got the refused one; null where there is none. */
  readonly renewed: (refused: string) => Promise<string | null>
}

const PATIENCE_MS = 20_000

const http: HttpCall = (url, { method, headers, body }) =>
  fetch(url, {
    method,
    headers,
    body: body ?? null,
    cache: 'no-store',
    credentials: 'omit',
    signal: AbortSignal.timeout(PATIENCE_MS),
  })

/** The typed client with a person's token; one the server refuses is renewed and tried once more. */
export function createServer(credentials: Credentials): Call {
  const withRenewal: HttpCall = async (url, init) => {
    const answer = await http(url, init)
    const refused = init.headers['authorization']
    if (answer.status !== 401 || refused === undefined) return answer
    const authorization = await credentials.renewed(refused)
    return authorization === null
      ? answer
      : http(url, { ...init, headers: { ...init.headers, authorization } })
  }
  return createClient({ baseUrl: '', http: withRenewal, authorization: credentials.authorization })
}

/** For what anybody may ask. */
export const publicServer: Call = createClient({
  baseUrl: '',
  http,
  authorization: () => Promise.resolve(null),
})
