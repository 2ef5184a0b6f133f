import { createHash } from 'node:crypto'
import { MIN_PHOTO_BYTES, PHOTO_TYPE } from '@cyclecount/contract'
import type { NewPhoto } from '@cyclecount/sync'

type Picture = Pick<NewPhoto, 'sha256' | 'bytes' | 'mediaType' | 'content'>

/** As small as a photo may be: what is played is what becomes of it, not what is on it. */
const JPEG_BEGINS = [0xff, 0xd8, 0xff, 0xe0]

/** The n-th picture that may be taken; the same one has the same name. */
export function pictureOf(n: number): Picture {
  const content = new Uint8Array(MIN_PHOTO_BYTES + (n % 64)).fill(n)
  content.set(JPEG_BEGINS)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { sha256, bytes: content.byteLength, mediaType: PHOTO_TYPE, content }
}

/** As a disk gives it back that spoilt it. */
export function spoiltContent(content: NewPhoto['content']): NewPhoto['content'] {
  const spoilt = content.slice()
  spoilt[spoilt.length - 1] = 0x5f
  return spoilt
}
