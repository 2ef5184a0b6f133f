import { lookup, type LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { SendWebhook, WebhookAnswer } from '@cyclecount/engine'
import { say } from '../words/say.ts'
import { isPublic } from './public-address.ts'

/** As long as Standard Webhooks lets a receiver take. */
const PATIENCE_MS = 15_000

/** Finds all addresses of a name; the system's, or a test's. */
export type LookUpAll = (
  host: string,
  found: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void

/**
 * Sends webhooks. Only to public addresses and over TLS, unless `isPrivateAllowed` (development): the connection is made to the very address that
 * was looked up and judged, so that a name that means another address the next moment reaches nothing. Redirects are not followed, and of the
 * answer nothing is read but its head.
 */
export function createSendWebhook(options: {
  readonly isPrivateAllowed: boolean
  readonly patienceMs?: number
  readonly lookUp?: LookUpAll
}): SendWebhook {
  const { isPrivateAllowed, patienceMs = PATIENCE_MS, lookUp = systemLookUp } = options
  const isAllowed = (address: string) => isPrivateAllowed || isPublic(address)
  return ({ url, headers, body }) =>
    new Promise<WebhookAnswer>((resolve) => {
      const failed = (message: string) => resolve({ kind: 'failed', message })
      const target = new URL(url)
      if (target.protocol !== 'https:' && !isPrivateAllowed) return failed(say('webhook.plain'))
      const host = target.hostname.replace(/^\[|\]$/g, '')
      // A name is judged when it is looked up; an address that stands in the URL never is looked up.
      if (isIP(host) !== 0 && !isAllowed(host)) return failed(say('webhook.private'))
      const send = target.protocol === 'https:' ? requestHttps : requestHttp
      const sent = send(target, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        lookup: pinned(lookUp, isAllowed),
        signal: AbortSignal.timeout(patienceMs),
      })
      sent.on('response', (answer) => {
        resolve({
          kind: 'answered',
          status: answer.statusCode ?? 0,
          retryAfterMs: retryAfterMs(answer),
        })
        answer.destroy()
      })
      sent.on('error', (error) => failed(wordsOf(error)))
      sent.end(body)
    })
}

/** Gives the connection the addresses that may be reached, or, where one of a name may not, none: such a name is not to be trusted. */
function pinned(lookUp: LookUpAll, isAllowed: (address: string) => boolean): LookupFunction {
  return (host, options, found) => {
    lookUp(host, (error, addresses) => {
      const [first] = addresses
      if (error !== null || !first) return found(error ?? new Error(say('webhook.noAddress')), '', 0)
      if (!addresses.every(({ address }) => isAllowed(address)))
        return found(new PrivateAddress(say('webhook.private')), '', 0)
      if (options.all === true) return found(null, [...addresses])
      found(null, first.address, first.family)
    })
  }
}

class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress'
}

function systemLookUp(host: string, found: Parameters<LookUpAll>[1]): void {
  lookup(host, { all: true }, (error, addresses) => found(error, addresses ?? []))
}

function wordsOf(error: Error): string {
  if (error instanceof PrivateAddress) return error.message
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return say('webhook.slow')
  return say('webhook.noAnswer', { why: error.message === '' ? error.name : error.message })
}

/** Seconds or a date, as HTTP has it; 0 where neither is said. */
function retryAfterMs({ headers }: IncomingMessage): number {
  const said = headers['retry-after'] ?? ''
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000
  const at = Date.parse(said)
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now())
}
