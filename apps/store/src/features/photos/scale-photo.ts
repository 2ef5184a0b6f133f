import { MAX_PHOTO_BYTES, PHOTO_TYPE } from '@cyclecount/contract'
import type { NewPhoto } from '@cyclecount/sync'

/** The longer edge: a label can be read on it, and a phone network carries it in seconds. */
const LONGEST_EDGE = 1600
/** From good to what still shows what it is; most photos are small enough at once. */
const QUALITIES = [0.82, 0.6, 0.4]

type Scaled = Pick<NewPhoto, 'sha256' | 'bytes' | 'mediaType' | 'content'>

/**
 * The picture as a JPEG that the server takes, upright, without what the camera wrote into it (place, owner, time). Decoded and scaled
 * by the browser off the page's thread. Rejects for what is no picture.
 */
export async function scalePhoto(file: Blob): Promise<Scaled> {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    for (let edge = LONGEST_EDGE; ; edge /= 2) {
      const drawn = await drawScaled(whole, edge)
      for (const quality of QUALITIES) {
        const blob = await drawn.convertToBlob({ type: PHOTO_TYPE, quality })
        if (blob.size <= MAX_PHOTO_BYTES) return named(new Uint8Array(await blob.arrayBuffer()))
      }
    }
  } finally {
    whole.close()
  }
}

async function drawScaled(whole: ImageBitmap, longestEdge: number): Promise<OffscreenCanvas> {
  const scale = Math.min(1, longestEdge / Math.max(whole.width, whole.height))
  const width = Math.max(1, Math.round(whole.width * scale))
  const height = Math.max(1, Math.round(whole.height * scale))
  const small = await createImageBitmap(whole, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  })
  const canvas = new OffscreenCanvas(width, height)
  // Drawn into the size that was asked for, also where a browser ignored it above.
  canvas.getContext('2d')?.drawImage(small, 0, 0, width, height)
  small.close()
  return canvas
}

async function named(content: Uint8Array<ArrayBuffer>): Promise<Scaled> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { sha256, bytes: content.byteLength, mediaType: PHOTO_TYPE, content }
}
