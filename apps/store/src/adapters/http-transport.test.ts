import { expect, test } from 'vitest'
import { retryAfterMs } from './http-transport.ts'

test('Retry-After is seconds or a date, and nothing else', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  expect(retryAfterMs('120', now)).toBe(120_000)
  expect(retryAfterMs('Sat, 21 Nov 2026 10:00:30 GMT', now)).toBe(30_000)
  expect(retryAfterMs('Sat, 21 Nov 2026 09:00:00 GMT', now)).toBe(0)
  expect(retryAfterMs('soon', now)).toBeNull()
  expect(retryAfterMs(null, now)).toBeNull()
})
