import { fail } from '@cyclecount/contract'
import { say } from '../../words/say.ts'

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
    fail('bad-request', say('request.notJson'), [{ path: 'body', message: say('request.notJson.fault') }])
  }
}

/** The request's file of that type, at most `maxBytes` of it. Fails like `readJson`, and where it is said to be of another type. */
export async function readFile(
  request: Request,
  type: string,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (request.headers.get('content-type') !== type)
    fail('bad-request', say('request.wrong'), [
      { path: 'header.content-type', message: say('request.type.fault', { type }) },
    ])
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) refuse(maxBytes)
  if (request.body === null) return new Uint8Array()
  return readAll(
    bounded(request.body, maxBytes),
    maxBytes,
    async (answer) => new Uint8Array(await answer.arrayBuffer()),
  )
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (request.body === null) return ''
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding !== 'identity' && encoding !== 'gzip') {
    fail('bad-request', say('request.packed'), [
      { path: 'header.content-encoding', message: say('request.packed.fault') },
    ])
  }
  const packed = bounded(request.body, maxBytes)
  const stream =
    encoding === 'gzip' ? bounded(packed.pipeThrough(new DecompressionStream('gzip')), maxBytes) : packed
  return readAll(stream, maxBytes, (answer) => answer.text())
}

async function readAll<T>(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
  read: (answer: Response) => Promise<T>,
): Promise<T> {
  try {
    return await read(new Response(stream))
  } catch (error) {
    if (error instanceof RangeError) refuse(maxBytes)
    fail('bad-request', say('request.unreadable'), [
      { path: 'body', message: say('request.unreadable.fault') },
    ])
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
  fail('too-large', say('request.tooLarge', { kib: Math.floor(maxBytes / 1024) }))
}
