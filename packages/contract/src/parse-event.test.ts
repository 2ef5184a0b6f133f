import fc from 'fast-check'
import { expect, test } from 'vitest'
import stored from '../fixtures/events-v1.json' with { type: 'json' }
import { parseScanEvent } from './parse-event.ts'
import { ScanEvent } from './scan-event.ts'

const event = fc.constantFrom(...stored)
const id = '01993a4e-7c00-7000-8000-000000000001'
const value = fc.oneof(
  fc.anything(),
  fc.constantFrom(
    null,
    undefined,
    '',
    0,
    -0,
    -1,
    1,
    1.5,
    NaN,
    Infinity,
    '2026-02-30',
    `${id}\n`,
    id.toUpperCase(),
  ),
  fc.constantFrom(
    ...[20, 30, 40, 60, 90, 512, 2000].flatMap((most) => [most, most + 1]).map((long) => 'x'.repeat(long)),
  ),
  // A character of two units: as many characters as are allowed, and one more.
  fc.constantFrom('😀'.repeat(40), '😀'.repeat(41), '😀'.repeat(21)),
  fc.constantFrom(
    1_000_000,
    1_000_001,
    1e12,
    1e12 + 1,
    -1e12 - 1,
    4_102_444_800_000,
    4_102_444_800_001,
    2 ** 53,
  ),
)
const fieldName = fc.constantFrom(...new Set(stored.flatMap(Object.keys)), 'more')

test('what is parsed quickly is what the schema parses, spoilt or not', () => {
  const spoilt = fc.tuple(event, fieldName, value)
  const raw = fc.oneof(
    fc.anything(),
    event,
    spoilt.map(([one, name, put]): unknown => ({ ...one, [name]: put })),
    fc.tuple(event, fieldName).map(([one, name]): unknown => ({ ...one, [name]: undefined })),
    fc
      .tuple(event, fieldName, fieldName, value)
      .map(([one, gone, name, put]): unknown =>
        Object.fromEntries([...Object.entries(one).filter(([field]) => field !== gone), [name, put]]),
      ),
  )
  fc.assert(
    fc.property(raw, (one) => {
      const [quick, plain] = [parseScanEvent(one), ScanEvent.safeParse(one)]
      expect(quick.data).toEqual(plain.data)
      expect(quick.success).toBe(plain.success)
      expect(quick.error?.issues).toEqual(plain.error?.issues)
    }),
    { numRuns: 3000 },
  )
})

test('a scan that is right as it stands is not built anew', () => {
  for (const one of stored.filter(({ kind }) => !['set', 'submit', 'note'].includes(kind)))
    expect(parseScanEvent(one).data).toBe(one)
})
