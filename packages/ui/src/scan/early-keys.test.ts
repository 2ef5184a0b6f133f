import { createWedge } from '@cyclecount/barcode'
import { expect, test } from 'vitest'
import { createEarlyKeys } from './early-keys.ts'

const SINCE = 1_000

interface Typed {
  readonly keys: string
  readonly screen: string
  readonly at: number
  readonly everyMs?: number
}

/** Types each text (`↵` is Enter), and answers which codes the field that appears on the count’s screen gives out, and what it has begun. */
function codesAfter(typed: readonly Typed[], now: number, then = ''): readonly string[] {
  const early = createEarlyKeys(SINCE)
  for (const { keys, screen, at, everyMs = 10 } of typed)
    for (const [place, char] of [...keys].entries())
      early.note({ ...keyOf(char), at: at + place * everyMs, screen })
  const wedge = createWedge({ settleMs: 140 })
  const later = [...then].map((char, place) => ({ ...keyOf(char), at: now + place * 10 }))
  return [...early.take('/count', now), ...later].map((key) => wedge.key(key).code ?? '').filter(Boolean)
}

function keyOf(char: string) {
  return { key: char === '↵' ? 'Enter' : char, isComposing: false }
}

test('a code scanned before the field is there is given out whole', () => {
  expect(codesAfter([{ keys: '40012345↵', screen: '/count', at: 2_000 }], 3_000)).toEqual(['40012345'])
})

test('a code in the middle of which the field appears is one code', () => {
  expect(codesAfter([{ keys: '4001', screen: '/count', at: 2_000 }], 2_040, '2345↵')).toEqual(['40012345'])
})

test('a code begun on the screen before goes on here, and one that ended there was meant for it', () => {
  const before = { keys: '99998888↵4001', screen: '/areas', at: 2_000 }
  expect(codesAfter([before, { keys: '23', screen: '/count', at: 2_130 }], 2_150, '45↵')).toEqual([
    '40012345',
  ])
})

test('what was typed on the screen before, and not just now, is not this one’s', () => {
  const before = { keys: '4001', screen: '/areas', at: 2_000 }
  expect(codesAfter([before, { keys: '77776666↵', screen: '/count', at: 2_400 }], 2_600)).toEqual([
    '77776666',
  ])
})

test('a code whose first keys nobody may have heard is left out; the next one is taken', () => {
  const torn = { keys: '2345↵', screen: '/count', at: SINCE + 20 }
  expect(codesAfter([torn], 2_000)).toEqual([])
  expect(codesAfter([torn, { keys: '40012345↵', screen: '/count', at: 1_800 }], 3_000)).toEqual(['40012345'])
})

test('what is long past is not counted', () => {
  expect(codesAfter([{ keys: '40012345↵', screen: '/count', at: 2_000 }], 20_000)).toEqual([])
})

test('each key is answered once, and none after all was dealt with', () => {
  const early = createEarlyKeys(SINCE)
  const noted = { ...keyOf('4'), at: 2_000, screen: '/count' }
  early.note(noted)
  expect(early.take('/count', 2_010)).toEqual([noted])
  expect(early.take('/count', 2_010)).toEqual([])
  early.note(noted)
  early.forget()
  expect(early.take('/count', 2_010)).toEqual([])
})
