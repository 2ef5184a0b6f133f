import { expect, test } from 'vitest'
import { packedBody, retryAfterMs } from './http-transport.ts'

test('Retry-After is seconds or a date, and nothing else', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  expect(retryAfterMs('120', now)).toBe(120_000)
  expect(retryAfterMs('Sat, 21 Nov 2026 10:00:30 GMT', now)).toBe(30_000)
  expect(retryAfterMs('Sat, 21 Nov 2026 09:00:00 GMT', now)).toBe(0)
  expect(retryAfterMs('soon', now)).toBeNull()
  expect(retryAfterMs(null, now)).toBeNull()
})

test('[OB8] a long body is packed and says so, a short one goes as it is', async () => {
  const headers = { accept: 'application/json' }
  expect(await packedBody('{"sessions":[]}', headers)).toEqual({ body: '{"sessions":[]}', headers })
  const text = JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ deviceSeq: at, code: 'COLA 漢' })))
  const packed = await packedBody(text, headers)
  expect(packed.headers).toEqual({ ...headers, 'content-encoding': 'gzip' })
  if (typeof packed.body === 'string') return expect.fail('was not packed')
  expect(packed.body.byteLength).toBeLessThan(text.length / 4)
  const unpacking = new Blob([packed.body]).stream().pipeThrough(new DecompressionStream('gzip'))
  expect(await new Response(unpacking).text()).toBe(text)
})
