import { expect, test } from 'vitest'
import stored from '../fixtures/events-v1.json' with { type: 'json' }
import { ScanEvent } from './scan-event.ts'

/** Written by version 1 and never edited: a device that slept, or a table that is old, holds events exactly like these. */
test.each(stored.map((event) => [event.deviceSeq, event.kind, event] as const))(
  '[VN3] event %i of version 1, a %s, is understood unchanged',
  (_, __, event) => {
    expect(ScanEvent.parse(event)).toEqual(event)
  },
)

test('there is a stored event of every kind', () => {
  const kinds = ScanEvent.def.options.map((option) => option.shape.kind.def.values[0])
  expect(new Set(stored.map((event) => event.kind))).toEqual(new Set(kinds))
})
