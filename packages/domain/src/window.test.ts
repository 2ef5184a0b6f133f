import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { fc, forAll } from './property.fixture.ts'
import { isTimeZone, localOf, placeLocal, placeWindow, wallLater } from './window.ts'

const utc = (text: string) => Date.parse(`${text}Z`)
const zones = Intl.supportedValuesOf('timeZone')
const BEGINNING = utc('1990-01-01T00:00')
const END = utc('2037-12-31T00:00')

/** The first change of a zone's clock after an instant, and by how many minutes it goes forward; null where there is none by 2037. */
function changeAfter(at: number, timeZone: string) {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  const after = zoned.getTimeZoneTransition('next')
  if (!after || after.epochMilliseconds > END) return null
  const before = after.subtract({ seconds: 1 })
  const minutes = (after.offsetNanoseconds - before.offsetNanoseconds) / 60e9
  return { at: after.epochMilliseconds, minutes, clockBefore: before.add({ seconds: 1 }) }
}

/** Wall minutes at an instant, read with the offset that holds just before another one. */
function wallWith(offsetNs: number, at: number): string {
  return new Date(at + offsetNs / 1e6).toISOString().slice(0, 16)
}

describe('a local time in UTC', () => {
  test('is what its clock shows then, where nothing changes', () => {
    expect(placeLocal('2026-11-23T06:00', 'America/Chicago')).toEqual({
      at: utc('2026-11-23T12:00'),
      takenAs: '2026-11-23T06:00',
      clock: 'even',
      againAt: null,
    })
  })

  test('that is skipped is taken as much later as the change is long', () => {
    expect(placeLocal('2026-03-29T02:30', 'Europe/Zurich')).toEqual({
      at: utc('2026-03-29T01:30'),
      takenAs: '2026-03-29T03:30',
      clock: 'skipped',
      againAt: null,
    })
  })

  test('that comes twice is the first of both, and says when the other is', () => {
    expect(placeLocal('2026-10-25T02:30', 'Europe/Zurich')).toEqual({
      at: utc('2026-10-25T00:30'),
      takenAs: '2026-10-25T02:30',
      clock: 'repeated',
      againAt: utc('2026-10-25T01:30'),
    })
  })

  test('of a day that a country left out is of the day after', () => {
    expect(placeLocal('2011-12-30T09:00', 'Pacific/Apia')).toMatchObject({
      takenAs: '2011-12-31T09:00',
      clock: 'skipped',
    })
  })

  test.each(['', '2026-02-30T06:00', '2026-02-28', '2026-02-28T25:00', '2026-02-28T06:00Z', 'tomorrow'])(
    'is not made of “%s”',
    (text) => expect(placeLocal(text, 'Europe/Zurich')).toBeNull(),
  )
})

describe('around every change of every zone of the IANA data base', () => {
  test('PLAN-7 a skipped time is as much later as the change is long, a repeated one the first, every other itself', () => {
    let changes = 0
    for (const timeZone of zones) {
      for (let change = changeAfter(utc('2026-01-01T00:00'), timeZone), at = 0; change && at < 3; at += 1) {
        holdsAround(change, timeZone)
        changes += 1
        change = changeAfter(change.at, timeZone)
      }
    }
    expect(zones.length).toBeGreaterThan(400)
    expect(changes).toBeGreaterThan(300)
  })

  test('also in years that were and will be', () => {
    const someZone = fc.constantFrom(...zones)
    forAll([someZone, fc.integer({ min: BEGINNING, max: END })], (timeZone, since) => {
      const change = changeAfter(since, timeZone)
      if (change) holdsAround(change, timeZone)
      expect(zones).toContain(timeZone)
    })
  })

  test('an instant read as local time and placed again is the instant, or the same reading an offset before', () => {
    const minutes = fc.integer({ min: BEGINNING / 60_000, max: END / 60_000 })
    forAll([fc.constantFrom(...zones), minutes], (timeZone, minute) => {
      const at = minute * 60_000
      const local = localOf(at, timeZone)
      const placed = placeLocal(local, timeZone)
      expect(placed?.takenAs).toBe(local)
      expect(placed?.clock).not.toBe('skipped')
      expect(new Set([placed?.at, placed?.againAt])).toContain(at)
    })
  })

  function holdsAround(change: NonNullable<ReturnType<typeof changeAfter>>, timeZone: string): void {
    const before = change.clockBefore.subtract({ seconds: 1 }).offsetNanoseconds
    const length = Math.abs(change.minutes) * 60_000
    if (length === 0) return
    // The minute in the middle of what is skipped or repeated, told with the offset that held before.
    const middle = change.at + (change.minutes > 0 ? length / 2 : -length / 2)
    const local = wallWith(before, middle)
    const placed = placeLocal(local, timeZone)
    if (change.minutes > 0) {
      expect(placed, `${timeZone} ${local}`).toMatchObject({ at: middle, clock: 'skipped', againAt: null })
      expect(placed?.takenAs).toBe(wallLater(local, length / 60_000))
    } else {
      expect(placed, `${timeZone} ${local}`).toEqual({
        at: middle,
        takenAs: local,
        clock: 'repeated',
        againAt: middle + length,
      })
      expect(localOf(middle + length, timeZone)).toBe(local)
    }
    expect(placeLocal(wallWith(before, change.at - length - 60_000), timeZone)).toMatchObject({
      at: change.at - length - 60_000,
      clock: 'even',
    })
  }
})

describe('a window', () => {
  const zurich = (startLocal: string | null, dueLocal: string | null) =>
    placeWindow({ startLocal, dueLocal }, 'Europe/Zurich')

  test('keeps its hours on the wall over a change', () => {
    const dueLocal = wallLater('2026-03-28T18:00', 12 * 60)
    expect(dueLocal).toBe('2026-03-29T06:00')
    expect(zurich('2026-03-28T18:00', dueLocal)).toMatchObject({
      start: { at: utc('2026-03-28T17:00') },
      due: { at: utc('2026-03-29T04:00') },
      isKeptOpen: false,
    })
  })

  test('of which a change leaves nothing stays open as long as was meant', () => {
    expect(zurich('2026-03-29T02:10', '2026-03-29T03:05')).toMatchObject({
      start: { at: utc('2026-03-29T01:10'), clock: 'skipped' },
      due: { at: utc('2026-03-29T02:05'), takenAs: '2026-03-29T04:05' },
      isKeptOpen: true,
    })
  })

  test('may be open at either end', () => {
    expect(zurich(null, '2026-11-23T18:00')).toMatchObject({ start: null, due: { clock: 'even' } })
    expect(zurich(null, null)).toEqual({ start: null, due: null, isKeptOpen: false })
  })

  test.each([
    ['start', 'soon', null],
    ['due', null, '2026-13-01T00:00'],
    ['order', '2026-11-23T18:00', '2026-11-23T18:00'],
  ] as const)('is refused for its %s', (fault, start, due) => expect(zurich(start, due)).toEqual({ fault }))

  test('never ends before it starts, in no zone, around no change', () => {
    const length = fc.integer({ min: 1, max: 3000 })
    forAll(
      [
        fc.constantFrom(...zones),
        fc.integer({ min: BEGINNING, max: END }),
        fc.integer({ min: -90, max: 90 }),
        length,
      ],
      (timeZone, since, off, minutes) => {
        const near = changeAfter(since, timeZone)?.at ?? since
        const startLocal = localOf(near + off * 60_000, timeZone)
        const placed = placeWindow({ startLocal, dueLocal: wallLater(startLocal, minutes) }, timeZone)
        if ('fault' in placed) throw new Error(placed.fault)
        expect(placed.due?.at).toBeGreaterThan(placed.start?.at ?? Infinity)
      },
    )
  })
})

test('a time zone is a name of the data base, not an offset', () => {
  expect(['Europe/Zurich', 'UTC', 'Etc/GMT+5'].every(isTimeZone)).toBe(true)
  expect(['', 'Europe/Zuerich', '+02:00', 'Mars/Phobos'].some(isTimeZone)).toBe(false)
})
