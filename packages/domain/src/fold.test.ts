import { describe, expect, test } from 'vitest'
import { chips, cola, counting, event, histories, phone, shelf, zebra } from './events.fixture.ts'
import { addToItem, foldEvents, itemKey, meaningsOf, withMeaning, type CountItem } from './fold.ts'
import { fc, forAll } from './property.fixture.ts'
import { isCountingEvent, type ScanEvent } from './scan-event.ts'

/** What a log says of each product or code, in units. */
function units(log: readonly ScanEvent[]): Record<string, number> {
  const names = new Map<string, string>([
    [cola, 'cola'],
    [chips, 'chips'],
  ])
  const entries = [...foldEvents(log).items.values()].map((item): [string, number] => [
    names.get(item.productId ?? '') ?? `code ${item.codeKey}`,
    item.quantityMilli / 1000,
  ])
  return Object.fromEntries<number>(entries)
}

describe('the fold', () => {
  test('EXEC-4 adds scans, takes back what was undone and keeps the rest', () => {
    const first = event('scan', zebra, 1, counting('1', 1000))
    const log = [
      first,
      event('scan', zebra, 2, counting('1', 1000)),
      event('scan', zebra, 3, counting('2', 12_000)),
      event('void', zebra, 4, { target: first.scanId }),
    ]
    expect(units(log)).toEqual({ cola: 1, chips: 12 })
  })

  test('keeps a count of zero apart from nothing counted', () => {
    expect(units([event('set', zebra, 1, { ...counting('1', 0), replaces: {} })])).toEqual({ cola: 0 })
    expect(units([])).toEqual({})
  })

  test('lets a set replace what its counter had seen, and nothing else', () => {
    const log = [
      event('scan', zebra, 1, counting('1', 5000)),
      event('set', zebra, 2, { ...counting('1', 3000), replaces: { [zebra]: 1 } }),
      event('scan', zebra, 3, counting('1', 1000)),
      event('scan', phone, 1, counting('1', 2000)),
    ]
    expect(units(log)).toEqual({ cola: 6 })
  })

  test('marks two sets that did not know each other as a conflict and lets the later id count', () => {
    const log = [
      event('set', zebra, 1, { ...counting('1', 3000), replaces: {} }),
      event('set', phone, 1, { ...counting('1', 7000), replaces: {} }),
    ]
    const [item] = foldEvents(log).items.values()
    expect(item).toMatchObject({ quantityMilli: 7000, conflict: true })
  })

  test('EXEC-5 re-applies an unknown code to its product in packs, and back when the match is undone', () => {
    const match = event('match', zebra, 3, { codeKey: '9', productId: cola, packUnits: 12, unit: 'each' })
    const log = [
      event('scan', zebra, 1, counting('9', 1000)),
      event('scan', zebra, 2, counting('1', 1000)),
      match,
    ]
    expect(units(log)).toEqual({ cola: 13 })
    expect(units([...log, event('void', zebra, 4, { target: match.scanId })])).toEqual({
      'code 9': 1,
      cola: 1,
    })
  })

  test('EXEC-5 a code matched to a product that is kept in kilograms joins the line of its kilograms', () => {
    const inKilograms = { ...counting('1', 2500), unit: 'kg' }
    const [item, ...others] = foldEvents([
      event('hand', zebra, 1, inKilograms),
      event('scan', zebra, 2, counting('9', 1000)),
      event('match', zebra, 3, { codeKey: '9', productId: cola, packUnits: 1, unit: 'kg' }),
    ]).items.values()
    expect(others).toEqual([])
    expect(item).toMatchObject({ productId: cola, unit: 'kg', quantityMilli: 3500 })
  })

  test('does not let “exactly ten” swallow a pile that was matched to the item only afterwards', () => {
    const log = [
      event('scan', zebra, 1, counting('9', 2000)),
      event('set', zebra, 2, { ...counting('1', 10_000), replaces: { [zebra]: 1 } }),
      event('match', zebra, 3, { codeKey: '9', productId: cola, packUnits: 1, unit: 'each' }),
    ]
    expect(units(log)).toEqual({ cola: 12 })
  })

  test('EXEC-14 tells counted, confirmed empty and not reached bins apart', () => {
    const empty = event('confirm-empty', zebra, 1, { locationId: shelf })
    expect(foldEvents([empty]).locations.get(shelf)).toBe('confirmed-empty')
    expect(foldEvents([empty, event('scan', zebra, 2, counting('1', 1000))]).locations.get(shelf)).toBe(
      'counted',
    )
    expect(foldEvents([]).locations.get(shelf)).toBeUndefined()
  })

  test('SYNC-1 gives the same for any order of arrival and any repetition', () =>
    forAll([histories, fc.array(fc.nat(1000), { minLength: 50, maxLength: 50 })], (log, keys) => {
      const shuffled = [...log, ...log.slice(0, 5)]
        .map((entry, index) => ({ entry, at: keys[index] ?? 0 }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ entry }) => entry)
      expect(sorted(foldEvents(shuffled).items)).toEqual(sorted(foldEvents(log).items))
    }))

  test('the incremental step of a device says the same as the whole fold, or asks for it', () =>
    forAll([histories], (log) => {
      const own = log.filter(
        (entry) => entry.deviceId === zebra && entry.kind !== 'void' && entry.kind !== 'match',
      )
      const items = new Map<string, CountItem>()
      for (const entry of own) {
        if (!isCountingEvent(entry)) continue
        const meant = withMeaning(
          entry,
          entry.codeKey === null ? undefined : meaningsOf(own).get(entry.codeKey),
        )
        const key = itemKey(meant)
        const next = addToItem(items.get(key) ?? null, meant)
        if (next === 'refold') return
        items.set(key, next)
      }
      expect(sorted(items)).toEqual(sorted(foldEvents(own).items))
    }))
})

function sorted(items: ReadonlyMap<string, CountItem>): unknown {
  return [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}
