import { PHOTO_TYPE, photoRoutes, urlOf } from '@cyclecount/contract'
import type { PhotoTransport } from '@cyclecount/sync'
import { retryAfterMs } from './http-transport.ts'

/** Half a mebibyte at the speed of the slowest phone network; a browser's sync event lasts not much longer. */
const PATIENCE_MS = 150_000

/** Sends a photo over HTTP with the device's own token, behind whatever else this browser sends. */
export const photoTransport: PhotoTransport = {
  async put({ facilityId, sha256 }, content, token) {
    const answer = await fetch(urlOf(photoRoutes.storePhoto, { params: { facilityId, sha256 } }), {
      method: photoRoutes.storePhoto.method,
      headers: { accept: 'application/json', 'content-type': PHOTO_TYPE, authorization: `Device ${token}` },
      body: content,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'manual',
      priority: 'low',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return {
      status: answer.status,
      retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), Date.now()),
      body: await answer.json().catch(() => null),
    }
  },
}
