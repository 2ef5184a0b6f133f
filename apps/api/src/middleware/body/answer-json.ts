import { promisify } from 'node:util'
import { gzip as gzipWithCallback } from 'node:zlib'
import type { Context } from 'hono'
import type { ApiEnv } from '../../api-env.ts'

/** What fits into one packet gains nothing by being packed. */
const PACK_ABOVE_CHARACTERS = 1024

const gzip = promisify(gzipWithCallback)

/**
 * A reply as JSON, packed where its reader can unpack it: in one piece and on another thread, where a stream would pass every 16 KiB
 * through this one.
 */
export async function answerJson(c: Context<ApiEnv>, reply: unknown): Promise<Response> {
  const text = JSON.stringify(reply)
  c.header('content-type', 'application/json')
  if (text.length <= PACK_ABOVE_CHARACTERS) return c.body(text)
  c.header('vary', 'accept-encoding', { append: true })
  if (!takesGzip(c.req.header('accept-encoding'))) return c.body(text)
  c.header('content-encoding', 'gzip')
  return c.body(await gzip(text, { level: 3, chunkSize: 65_536 }))
}

function takesGzip(accepted = ''): boolean {
  const said = accepted.split(',').map((one) => one.replaceAll(/\s/g, '').toLowerCase())
  return said.some((one) => one === 'gzip' || (one.startsWith('gzip;q=') && Number(one.slice(7)) > 0))
}
