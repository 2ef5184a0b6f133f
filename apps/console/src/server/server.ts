import {
  answeredWith,
  FILE_TYPE,
  Problem,
  ProblemError,
  createClient,
  fail,
  routes,
  urlOf,
  type Call,
  type HttpCall,
  type ServerConfig,
} from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import type { Identity } from '../sign-in/identity.ts'
import { connection } from './connection.ts'

/** The server, as the console reaches it. */
export interface Server {
  readonly call: Call
  /** Opens a live stream at the address of a route that is one. Rejects where there is no answer or it is not a stream. */
  readonly openLive: (url: string, signal: AbortSignal) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
  /** A photo that has arrived. */
  readonly photo: (facilityId: FacilityId, sha256: string) => Promise<Blob>
  /** A file of a comment, of the type it was told to be. */
  readonly attachment: (facilityId: FacilityId, sha256: string) => Promise<Blob>
  /** Sends a file that a comment will name. */
  readonly sendAttachment: (facilityId: FacilityId, sha256: string, content: Blob) => Promise<void>
  /** A table for a spreadsheet, at the address of a route that gives one. */
  readonly table: (url: string) => Promise<Blob>
}

/** Reading on-hand of a big store from its backend takes the longest. */
const PATIENCE_MS = 90_000

const http: HttpCall = async (url, { method, headers, body }) => {
  try {
    const answer = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      signal: AbortSignal.timeout(PATIENCE_MS),
      credentials: 'omit',
    })
    connection.answered()
    return answer
  } catch (error) {
    connection.failed()
    throw error
  }
}

/** What a client must know before anyone signs in. */
export function fetchConfig(): Promise<ServerConfig> {
  const call = createClient({ baseUrl: '', http, authorization: () => Promise.resolve(null) })
  return call(routes.config, {})
}

/** The typed client with the person's token; a token the server refuses is renewed and tried once more. */
export function openServer(identity: Identity): Server {
  const withRenewal: HttpCall = async (url, init) => {
    const answer = await http(url, init)
    if (answer.status !== 401) return answer
    const authorization = await identity.renewed()
    if (authorization === null) return answer
    return http(url, { ...init, headers: { ...init.headers, authorization } })
  }
  const bytes = async (url: string, sent?: Blob): Promise<Response> => {
    const ask = (authorization: string | null): Promise<Response> =>
      fetch(url, {
        ...(sent === undefined ? {} : { method: 'PUT', body: sent }),
        headers: {
          ...(authorization === null ? {} : { authorization }),
          ...(sent === undefined ? {} : { 'content-type': FILE_TYPE }),
        },
        signal: AbortSignal.timeout(PATIENCE_MS),
        credentials: 'omit',
      })
    const first = await ask(await identity.authorization())
    const answer = first.status === 401 ? await ask(await identity.renewed()) : first
    if (answer.ok) return answer
    const told = Problem.safeParse(await answer.json().catch(() => null))
    if (told.success) throw new ProblemError(told.data)
    return fail(answer.status === 401 ? 'signed-out' : 'busy', answeredWith(answer.status))
  }
  const file = async (url: string): Promise<Blob> => (await bytes(url)).blob()
  return {
    call: createClient({ baseUrl: '', http: withRenewal, authorization: identity.authorization }),
    openLive: async (url, signal) => {
      const authorization = await identity.authorization()
      const answer = await fetch(url, {
        headers: { accept: 'text/event-stream', ...(authorization === null ? {} : { authorization }) },
        signal,
        credentials: 'omit',
      })
      const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false
      if (answer.ok && isStream && answer.body) return answer.body
      return fail(answer.status === 401 ? 'signed-out' : 'busy', answeredWith(answer.status))
    },
    photo: (facilityId, sha256) => file(urlOf(routes.photo, { params: { facilityId, sha256 } })),
    attachment: (facilityId, sha256) => file(urlOf(routes.attachment, { params: { facilityId, sha256 } })),
    sendAttachment: async (facilityId, sha256, content) => {
      await bytes(urlOf(routes.storeAttachment, { params: { facilityId, sha256 } }), content)
    },
    table: file,
  }
}
