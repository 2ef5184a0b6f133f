import fc from 'fast-check'
import { expect, test } from 'vitest'
import stored from '../fixtures/events-v1.json' with { type: 'json' }
import { parseScanEvent } from './parse-event.ts'
import { ScanEvent } from './scan-event.ts'

const event = fc.constantFrom(...stored)
const value = fc.oneof(
  fc.anything(),
  fc.constantFrom(null, '', 0, -1, 1.5, 1e13, 'x'.repeat(600), '2026-02-30'),
)

test('what is parsed by compiled code is what the schema parses, spoilt or not', () => {
  const spoilt = fc.tuple(event, fc.constantFrom(...new Set(stored.flatMap(Object.keys)), 'more'), value)
  const raw = fc.oneof(
    fc.anything(),
    event,
    spoilt.map(([one, name, put]): unknown => ({ ...one, [name]: put })),
  )
  fc.assert(
    fc.property(raw, (one) => {
      const [quick, plain] = [parseScanEvent(one), ScanEvent.safeParse(one)]
      expect(quick.data).toEqual(plain.data)
      expect(quick.error?.issues).toEqual(plain.error?.issues)
    }),
    { numRuns: 500 },
  )
})
