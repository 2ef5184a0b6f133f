import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import type { DemoPerson } from '../people.ts'
import type { DemoLog } from './log.ts'
import { t } from './messages.ts'
import { noticePage, signInPage } from './pages.ts'

export interface InteractionDeps {
  readonly provider: Provider
  readonly prefix: string
  readonly people: readonly DemoPerson[]
  readonly log: DemoLog
}

const mostBodyBytes = 10_000

/** Serves the page on which one chooses who to be, and takes the answer. */
export async function answerInteraction(
  deps: InteractionDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { provider } = deps
    const details = await provider.interactionDetails(request, response)
    const action = `${deps.prefix}/interaction/${details.uid}`
    const page = (login: string, wrong: boolean) =>
      signInPage({ prefix: deps.prefix, action, people: deps.people, login, wrong })
    if (request.method !== 'POST') {
      const hint = details.params['login_hint']
      sendPage(response, 200, page(typeof hint === 'string' ? hint : '', false))
      return
    }
    const form = await readForm(request)
    if (form.has('cancel')) {
      const cancelled = { error: 'access_denied', error_description: 'The person went back.' }
      await provider.interactionFinished(request, response, cancelled)
      return
    }
    const person = personIn(form, deps.people)
    if (person === null) {
      deps.log.info({}, 'Somebody gave a login and password that do not belong together.')
      sendPage(response, 422, page(form.get('login') ?? '', true))
      return
    }
    await provider.interactionFinished(request, response, {
      login: { accountId: person.subject, remember: true },
    })
  } catch (error) {
    if (error instanceof errors.SessionNotFound) {
      const { prefix } = deps
      sendPage(response, 400, noticePage({ prefix, title: t('problem.title'), text: t('problem.expired') }))
      return
    }
    throw error
  }
}

/** The person whose button was pressed, or whose login and password were given. */
function personIn(form: URLSearchParams, people: readonly DemoPerson[]): DemoPerson | null {
  const chosen = form.get('person')
  if (chosen !== null) return people.find((person) => person.login === chosen) ?? null
  const login = (form.get('login') ?? '').trim().toLowerCase()
  const person = people.find((candidate) => candidate.login === login)
  return person && isSame(form.get('password') ?? '', person.password) ? person : null
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (bytes > mostBodyBytes) throw new RangeError('a sign-in form is not that long')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** Sends a page that may show, load and send nothing but what belongs to it. */
function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(page)
}
