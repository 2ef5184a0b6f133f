import type { Sentence } from '@cyclecount/domain'
import { Problem, ProblemError, problem } from './problem.ts'
import type { InputOf, ReplyOf, Route } from './route.ts'
import { say } from './words/say.ts'

/** The little of `fetch` that the client needs, so that tests can answer without a network and pure rooms stay pure. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly json: () => Promise<unknown>
}
export type HttpCall = (
  url: string,
  init: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string
    readonly signal?: never
  },
) => Promise<HttpAnswer>

export interface ClientOptions {
  /** Without a trailing slash; '' for the same origin. */
  readonly baseUrl: string
  readonly http: HttpCall
  /** The value of the Authorization header, or null where there is none (expired sign-in: the server answers 401). */
  readonly authorization: () => Promise<string | null>
}

export type Call = <R extends Route>(route: R, input: InputOf<R>) => Promise<ReplyOf<R>>

/**
 * The typed client. Resolves with the parsed reply; rejects with `ProblemError` for every answer that is not a success or not
 * what the contract says (a captive portal's page), and with whatever `http` rejects with where there is no answer.
 */
export function createClient(options: ClientOptions): Call {
  return async (route, input) => {
    const authorization = route.access.by === 'public' ? null : await options.authorization()
    const { body } = input
    const answer = await options.http(options.baseUrl + urlOf(route, input), {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === null ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return readAnswer(route, answer)
  }
}

/** Path and query of a request. */
export function urlOf<R extends Route>(route: R, input: Pick<InputOf<R>, 'params' | 'query'>): string {
  const params: Readonly<Record<string, unknown>> = input.params ?? {}
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const query = Object.entries(input.query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

/** Says that the server answered with a status and no words of its own. */
export function answeredWith(status: number): Sentence {
  return say('answer.status', { status })
}

async function readAnswer<R extends Route>(route: R, answer: HttpAnswer): Promise<ReplyOf<R>> {
  const body = await answer.json().catch(() => null)
  if (answer.status >= 200 && answer.status < 300) {
    const parsed = route.reply.safeParse(body)
    if (parsed.success) return parsed.data as ReplyOf<R>
    throw new ProblemError(problem('internal', say('answer.foreign')))
  }
  const told = Problem.safeParse(body)
  throw new ProblemError(told.success ? told.data : problem('busy', answeredWith(answer.status)))
}
