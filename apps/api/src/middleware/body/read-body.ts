import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import { fail } from '@cyclecount/contract'
import { say } from '../../words/say.ts'

/** Bodies of routes that say nothing else. */
export const USUAL_BYTES = 65_536

const UNPACKED_AT_ONCE = 262_144

/**
 * The request's JSON, at most `maxBytes` of it, before and after unpacking: a device may send gzip. Fails with `too-large`,
 * or with `bad-request` for what is no JSON.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
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
  return readable(maxBytes, () => readBytes(request.body, maxBytes))
}

/** The request's text, at most `maxBytes` of it, before and after unpacking. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  const claimed = Number(request.headers.get('content-length') ?? 0)
  if (claimed > maxBytes) refuse(maxBytes)
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding !== 'identity' && encoding !== 'gzip') {
    fail('bad-request', say('request.packed'), [
      { path: 'header.content-encoding', message: say('request.packed.fault') },
    ])
  }
  return readable(maxBytes, async () => {
    const sent = await readBytes(request.body, maxBytes)
    return new TextDecoder().decode(encoding === 'gzip' ? await unpack(sent, maxBytes) : sent)
  })
}

async function readable<T>(maxBytes: number, reading: () => Promise<T>): Promise<T> {
  try {
    return await reading()
  } catch (error) {
    if (error instanceof RangeError) refuse(maxBytes)
    fail('bad-request', say('request.unreadable'), [
      { path: 'body', message: say('request.unreadable.fault') },
    ])
  }
}

/** Piece by piece, so that no more than `maxBytes` is ever held; a `RangeError` where there is more. */
async function readBytes(
  stream: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const piece of stream ?? []) {
    size += piece.byteLength
    if (size > maxBytes) throw new RangeError('too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces, size)
}

const gunzip = promisify(gunzipWithCallback)

/** Unpacked on another thread, in few steps. Node says by a `RangeError` that it would be more than `maxBytes`. */
function unpack(packed: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  return gunzip(packed, { maxOutputLength: maxBytes, chunkSize: UNPACKED_AT_ONCE })
}

function refuse(maxBytes: number): never {
  fail('too-large', say('request.tooLarge', { kib: Math.floor(maxBytes / 1024) }))
}
