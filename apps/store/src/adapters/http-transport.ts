import { syncRoutes } from '@cyclecount/contract'
import type { PushAnswer, Transport } from '@cyclecount/sync'

/** A batch that is not answered by then is sent again; the server knows what it holds. */
const PATIENCE_MS = 30_000

/** A small body gains nothing by being packed: it goes in one or two packets anyway. */
const PACK_ABOVE_CHARACTERS = 8_192

/**
 * Pushes over HTTP with the device's own token; page and service worker use the same. Not `keepalive`, which is bounded to
 * 64 KiB: a page that closes leaves its batch to the worker, or to the next time it is opened.
 */
export const httpTransport: Transport = {
  async push(body, token): Promise<PushAnswer> {
    const answer = await fetch(syncRoutes.push.path, {
      method: syncRoutes.push.method,
      ...(await packedBody(JSON.stringify(body), {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: `Device ${token}`,
      })),
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

/** gzip makes a scan a sixth of its size; a browser that cannot pack sends it as it is. */
export async function packedBody(
  text: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly body: string | ArrayBuffer; readonly headers: Readonly<Record<string, string>> }> {
  if (text.length <= PACK_ABOVE_CHARACTERS || !('CompressionStream' in globalThis))
    return { body: text, headers }
  const packing = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  const body = await new Response(packing).arrayBuffer()
  return { body, headers: { ...headers, 'content-encoding': 'gzip' } }
}

/** `Retry-After` in seconds or as a date; null where it is neither. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
