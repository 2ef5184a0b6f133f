import { expect, test } from 'vitest'
import { BATCH_LIMITS, cutBatch, doubled, halved } from './outbox.ts'

const events = Array.from({ length: 10 }, (_, at) => ({ at, text: 'x'.repeat(90) }))

test('[OB3] a batch ends at the count or at the bytes, whichever comes first', () => {
  expect(cutBatch(events, { count: 4, bytes: 1e6 })).toEqual(events.slice(0, 4))
  expect(cutBatch(events, { count: 10, bytes: 350 })).toHaveLength(3)
})

test('[OB3] bytes are those on the wire, not characters', () => {
  const wide = [{ text: '漢'.repeat(100) }, { text: '漢'.repeat(100) }]
  expect(cutBatch(wide, { count: 10, bytes: 500 })).toHaveLength(1)
})

test('[OB3] a batch that just fits goes whole, and one byte less parts it', () => {
  for (const text of ['plain', 'größer', '漢字 😀', 'line\\nbreak \u0001'])
    for (const many of [2, 5]) {
      const some = Array.from({ length: many }, (_, at) => ({ at, text }))
      const bytes = some.reduce(
        (sum, event) => sum + encodeURIComponent(JSON.stringify(event)).replace(/%../g, 'x').length + 1,
        0,
      )
      expect(cutBatch(some, { count: 10, bytes })).toEqual(some)
      expect(cutBatch(some, { count: 10, bytes: bytes - 1 })).toEqual(some.slice(0, -1))
    }
})

test('[OB3] one event goes however large it is', () => {
  expect(cutBatch([{ text: 'x'.repeat(9999) }, {}], { count: 10, bytes: 10 })).toHaveLength(1)
  expect(cutBatch([], BATCH_LIMITS)).toEqual([])
})

test('[OB4] 413 halves what was sent, down to one, and success doubles it up to the bound', () => {
  expect(halved(BATCH_LIMITS, 7)).toEqual({ count: 4, bytes: 250_000 })
  expect(halved({ count: 1, bytes: 4 }, 1)).toBeNull()
  expect(doubled({ count: 4, bytes: 250_000 }, BATCH_LIMITS)).toEqual({ count: 8, bytes: 500_000 })
  expect(doubled(BATCH_LIMITS, BATCH_LIMITS)).toEqual(BATCH_LIMITS)
  const small = { count: 5, bytes: 5_000 }
  expect(doubled({ count: 4, bytes: 4_000 }, small)).toEqual(small)
})
