import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { ApiEnv } from '../../api-env.ts'
import { answerJson } from './answer-json.ts'

const long = { words: Array.from({ length: 3000 }, (_, at) => `word ${at}, größer`) }
const app = new Hono<ApiEnv>()
app.get('/long', (c) => answerJson(c, long))
app.get('/short', (c) => answerJson(c, { short: true }))

function get(path: string, accepted?: string): Response | Promise<Response> {
  return app.request(path, accepted === undefined ? {} : { headers: { 'accept-encoding': accepted } })
}

test('a long reply is packed for who can unpack it, and is the same then', async () => {
  for (const accepted of ['gzip', 'gzip, deflate, br', 'br, GZIP;q=0.5']) {
    const answer = await get('/long', accepted)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(answer.headers.get('content-type')).toBe('application/json')
    const packed = Buffer.from(await answer.arrayBuffer())
    expect(packed.byteLength).toBeLessThan(JSON.stringify(long).length / 3)
    expect(JSON.parse(gunzipSync(packed).toString())).toEqual(long)
  }
})

test('it goes as it is to who cannot, and so does what is short', async () => {
  for (const accepted of [undefined, 'br', 'gzip;q=0, br', 'identity']) {
    const answer = await get('/long', accepted)
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(await answer.json()).toEqual(long)
  }
  const short = await get('/short', 'gzip')
  expect(short.headers.get('content-encoding')).toBeNull()
  expect(await short.json()).toEqual({ short: true })
})
