import { createHash } from 'node:crypto'

/** The first bytes of a JPEG and then whatever `fill` says: as much of a photo as the server looks at. */
export function jpegOf(fill: string, bytes = 4096): Buffer<ArrayBuffer> {
  const content = Buffer.alloc(bytes, fill)
  content.set([0xff, 0xd8, 0xff, 0xe0])
  return content
}

export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
