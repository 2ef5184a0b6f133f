import { PHOTO_TYPE, photoRoutes, urlOf } from '@cyclecount/contract'
import type { PhotoTransport, PushAnswer } from '@cyclecount/sync'
import { retryAfterMs } from './http-transport.ts'

/** Half a mebibyte at the speed of the slowest phone network; a browser's sync event lasts not much longer. */
const PATIENCE_MS = 150_000

/** Sends a photo over HTTP with the device's own token, behind whatever else this browser sends. */
export const photoTransport: PhotoTransport = {
  async put({ facilityId, sha256 }, content, token) {
    const url = urlOf(photoRoutes.storePhoto, { params: { facilityId, sha256 } })
    return answerTo(url, { method: photoRoutes.storePhoto.method, type: PHOTO_TYPE, body: content, token })
  },
  async held(facilityId, names, token) {
    const url = urlOf(photoRoutes.heldPhotos, { params: { facilityId } })
    const body = JSON.stringify({ names })
    return answerTo(url, { method: photoRoutes.heldPhotos.method, type: 'application/json', body, token })
  },
}

interface Asked {
  readonly method: string
  readonly type: string
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly token: string
}

async function answerTo(url: string, { method, type, body, token }: Asked): Promise<PushAnswer> {
  const answer = await fetch(url, {
    method,
    headers: { accept: 'application/json', 'content-type': type, authorization: `Device ${token}` },
    body,
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
}
