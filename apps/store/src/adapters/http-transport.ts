import { syncRoutes } from '@cyclecount/contract'
import type { PushAnswer, Transport } from '@cyclecount/sync'

/** A batch that is not answered by then is sent again; the server knows what it holds. */
const PATIENCE_MS = 30_000

/** Pushes over HTTP with the device's own token; page and service worker use the same. */
export const httpTransport: Transport = {
  async push(body, token): Promise<PushAnswer> {
    const answer = await fetch(syncRoutes.push.path, {
      method: syncRoutes.push.method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Device ${token}`,
      },
      body: JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return {
      status: answer.status,
      retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), Date.now()),
      body: await answer.json().catch(() => null),
    }
  },
}

/** `Retry-After` in seconds or as a date; null where it is neither. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
