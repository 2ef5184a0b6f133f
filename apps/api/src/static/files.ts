import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
}
const squeezable = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.txt', '.map', '.wasm'])

interface Packed {
  readonly modified: number
  readonly etag: string
  readonly type: string
  readonly plain: Buffer<ArrayBuffer>
  readonly br: Buffer<ArrayBuffer> | null
  readonly gzip: Buffer<ArrayBuffer> | null
}

export interface Files {
  /** The path of a file under the folder that a request's path names; null for one that would lead out of it. */
  readonly find: (path: string) => string | null
  /** The file, packed as the caller can take it; null where there is none. */
  readonly answer: (request: Request, file: string, cacheControl: string) => Promise<Response | null>
}

/** Files of a folder, each read and packed once and again when it has changed. */
export function createFiles(folder: string): Files {
  const held = new Map<string, Promise<Packed>>()
  const load = async (file: string): Promise<Packed | null> => {
    const found = await stat(file).catch(() => null)
    if (!found?.isFile()) return null
    const known = await held.get(file)
    if (known?.modified === found.mtimeMs) return known
    const packing = pack(file, found.mtimeMs)
    held.set(file, packing)
    return packing
  }
  return {
    find: (path) => {
      const file = normalize(join(folder, path))
      return file === folder || file.startsWith(folder + sep) ? file : null
    },
    answer: async (request, file, cacheControl) => {
      const packed = await load(file)
      return packed === null ? null : respond(request, packed, cacheControl)
    },
  }
}

async function pack(file: string, modified: number): Promise<Packed> {
  const plain = await readFile(file)
  const extension = extname(file)
  const small = !squeezable.has(extension) || plain.length < 1024
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: plain.length > 500_000 ? 5 : 9 } }
  return {
    modified,
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    type: types[extension] ?? 'application/octet-stream',
    plain: Buffer.from(plain),
    br: small ? null : Buffer.from(await promisify(brotliCompress)(plain, quality)),
    gzip: small ? null : Buffer.from(await promisify(gzip)(plain)),
  }
}

function respond(request: Request, packed: Packed, cacheControl: string): Response {
  const headers = new Headers({
    'content-type': packed.type,
    'cache-control': cacheControl,
    etag: packed.etag,
    vary: 'accept-encoding',
  })
  if (request.headers.get('if-none-match') === packed.etag)
    return new Response(null, { status: 304, headers })
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding =
    packed.br && /\bbr\b/.test(accepted) ? 'br' : packed.gzip && /\bgzip\b/.test(accepted) ? 'gzip' : null
  const body = (encoding === null ? null : packed[encoding]) ?? packed.plain
  if (encoding !== null) headers.set('content-encoding', encoding)
  headers.set('content-length', String(body.length))
  return new Response(request.method === 'HEAD' ? null : body, { headers })
}
