import { fail } from '@cyclecount/contract'

/** Bodies of routes that say nothing else. */
export const USUAL_BYTES = 65_536

/**
 * The request's JSON, at most `maxBytes` of it, before and after unpacking: a device may send gzip. Fails with `too-large`,
 * or with `bad-request` for what is no JSON.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const claimed = Number(request.headers.get('content-length') ?? 0)
  if (claimed > maxBytes) refuse(maxBytes)
  const text = await readText(request, maxBytes)
  try {
    return JSON.parse(text)
  } catch {
    fail('bad-request', 'The request is not JSON.', [{ path: 'body', message: 'is not JSON' }])
  }
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (request.body === null) return ''
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding !== 'identity' && encoding !== 'gzip') {
    fail('bad-request', 'The request is packed in a way that is not understood here.', [
      { path: 'header.content-encoding', message: 'is neither gzip nor identity' },
    ])
  }
  const packed = bounded(request.body, maxBytes)
  try {
    const stream =
      encoding === 'gzip' ? bounded(packed.pipeThrough(new DecompressionStream('gzip')), maxBytes) : packed
    return await new Response(stream).text()
  } catch (error) {
    if (error instanceof RangeError) refuse(maxBytes)
    fail('bad-request', 'The request could not be read.', [{ path: 'body', message: 'is cut off or spoilt' }])
  }
}

function bounded(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let size = 0
  return stream.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        size += chunk.byteLength
        if (size > maxBytes) controller.error(new RangeError('too large'))
        else controller.enqueue(chunk)
      },
    }),
  )
}

function refuse(maxBytes: number): never {
  fail('too-large', `The request is larger than the ${Math.floor(maxBytes / 1024)} KiB that are read here.`)
}
