import { localOf } from '@cyclecount/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRecurrence } from './recurrence.ts'
import { nextStarts, settle, type Repeated } from './settle.ts'

const HOUR = 3_600_000
const utc = (text: string) => Date.parse(`${text}Z`)
const fresh = (settledThrough: string) => ({ settledThrough, isDecided: () => false })

/** Every Monday at six in Zurich, open for twelve hours, made a day ahead; less what a test says. */
function repeated(given: Partial<Repeated> & { readonly cron?: string } = {}): Repeated {
  const { cron = '0 6 * * MON', ...rest } = given
  const read = readRecurrence({ kind: 'cron', text: cron }, '2026-01-01T00:00')
  if ('fault' in read) throw new Error(read.fault)
  return {
    next: read.next,
    timeZone: 'Europe/Zurich',
    untilLocal: null,
    openMinutes: 12 * 60,
    aheadMinutes: 24 * 60,
    exceptions: [],
    blackouts: [],
    ...rest,
  }
}

const told = ({ decided }: ReturnType<typeof settle>) =>
  decided.map(({ start, notMade, isLate }) => [
    start.startLocal,
    notMade === null
      ? isLate
        ? 'late'
        : 'made'
      : notMade.outcome === 'missed'
        ? notMade.reason
        : notMade.outcome,
  ])

describe('what becomes of the starts', () => {
  test('a run is made a day ahead, and the next is looked at when its own day ahead has come', () => {
    const since = fresh('2026-11-20T00:00')
    const early = settle(repeated(), since, utc('2026-11-22T04:59'))
    expect(early).toEqual({
      decided: [],
      settledThrough: '2026-11-20T00:00',
      nextAt: utc('2026-11-22T05:00'),
    })
    const due = settle(repeated(), since, utc('2026-11-22T05:00'))
    expect(told(due)).toEqual([['2026-11-23T06:00', 'made']])
    expect(due).toMatchObject({ settledThrough: '2026-11-23T06:00', nextAt: utc('2026-11-29T05:00') })
  })

  test('after three weeks without a server the newest that is open is made, and the older ones are missed', () => {
    const after = settle(repeated(), fresh('2026-11-01T00:00'), utc('2026-11-23T08:00'))
    expect(told(after)).toEqual([
      ['2026-11-02T06:00', 'over'],
      ['2026-11-09T06:00', 'over'],
      ['2026-11-16T06:00', 'over'],
      ['2026-11-23T06:00', 'late'],
    ])
  })

  test('of several that are open only the newest is made; one that opens later is made besides', () => {
    const daily = repeated({ cron: '0 6 * * *', openMinutes: 60 * 60 })
    expect(told(settle(daily, fresh('2026-11-19T00:00'), utc('2026-11-22T08:00')))).toEqual([
      ['2026-11-19T06:00', 'over'],
      ['2026-11-20T06:00', 'newer'],
      ['2026-11-21T06:00', 'newer'],
      ['2026-11-22T06:00', 'late'],
      ['2026-11-23T06:00', 'made'],
    ])
  })

  test('left out, in a blackout, moved, added, and over its end', () => {
    const all = repeated({
      untilLocal: '2026-12-14T06:00',
      aheadMinutes: 0,
      exceptions: [
        { kind: 'left-out', startLocal: '2026-11-23T06:00', reason: 'Stock is moved' },
        { kind: 'moved', startLocal: '2026-11-30T06:00', toLocal: '2026-12-02T07:00' },
        { kind: 'added', startLocal: '2026-11-26T09:00' },
      ],
      blackouts: [{ fromDay: '2026-12-05', toDay: '2026-12-07', reason: 'Saint Nicholas' }],
    })
    const at = (local: string) => told(settle(all, fresh('2026-11-20T00:00'), utc(local)))
    expect(at('2026-11-23T05:00')).toEqual([['2026-11-23T06:00', 'left-out']])
    expect(at('2026-11-26T08:00')).toEqual([
      ['2026-11-23T06:00', 'left-out'],
      ['2026-11-26T09:00', 'made'],
    ])
    expect(settle(all, fresh('2026-11-30T06:00'), utc('2026-11-26T07:59')).nextAt).toBe(
      utc('2026-11-26T08:00'),
    )
    expect(at('2026-12-02T06:00').at(-1)).toEqual(['2026-11-30T06:00', 'made'])
    expect(at('2026-12-30T06:00').map(([start]) => start)).toEqual([
      '2026-11-23T06:00',
      '2026-11-26T09:00',
      '2026-11-30T06:00',
      '2026-12-07T06:00',
      '2026-12-14T06:00',
    ])
    expect(at('2026-12-30T06:00')[3]).toEqual(['2026-12-07T06:00', 'blackout'])
    expect(settle(all, fresh('2026-11-20T00:00'), utc('2026-12-30T06:00')).nextAt).toBe(null)
  })

  test('a skipped start is taken as later, and is not made where the next one begins at that moment', () => {
    const night = repeated({ cron: '30 2 * * *', aheadMinutes: 0, openMinutes: 60 })
    const spring = settle(night, fresh('2026-03-29T00:00'), utc('2026-03-29T01:30'))
    expect(spring.decided).toMatchObject([
      { start: { startLocal: '2026-03-29T02:30', opens: { takenAs: '2026-03-29T03:30', clock: 'skipped' } } },
    ])
    const hourly = repeated({ cron: '0 * * * *', aheadMinutes: 0, openMinutes: 30 })
    expect(told(settle(hourly, fresh('2026-03-29T01:00'), utc('2026-03-29T01:00')))).toEqual([
      ['2026-03-29T02:00', 'same-moment'],
      ['2026-03-29T03:00', 'made'],
    ])
    const twice = repeated({ cron: '30 2,4 * * *', aheadMinutes: 0 })
    expect(told(settle(twice, fresh('2026-03-29T00:00'), utc('2026-03-29T01:30')))).toEqual([
      ['2026-03-29T02:30', 'made'],
    ])
  })

  test('a start that comes twice is made once, at the first', () => {
    const night = repeated({ cron: '30 2 * * *', aheadMinutes: 0, openMinutes: 60 })
    const first = settle(night, fresh('2026-10-25T00:00'), utc('2026-10-25T00:30'))
    expect(told(first)).toEqual([['2026-10-25T02:30', 'made']])
    expect(told(settle(night, fresh(first.settledThrough), utc('2026-10-25T01:30')))).toEqual([])
  })

  test('what was decided is never decided again: no step of a clock, forward or back, brings one twice or loses one', () => {
    const steps = fc.array(fc.integer({ min: -50 * HOUR, max: 90 * HOUR }), { minLength: 1, maxLength: 25 })
    const zone = fc.constantFrom('Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo')
    const rule = fc.constantFrom('0 6 * * MON', '30 2 * * *', '0 */6 * * *', '15 0 * * *')
    fc.assert(
      fc.property(steps, zone, rule, fc.integer({ min: 0, max: 72 }), (jumps, timeZone, cron, ahead) => {
        const schedule = repeated({ cron, timeZone, aheadMinutes: ahead * 60 })
        let now = utc('2026-03-05T00:00')
        const decided = new Set<string>()
        let settledThrough = localOf(now, timeZone)
        const begin = settledThrough
        for (const jump of jumps) {
          now += jump
          for (let more = true; more;) {
            const after = settle(schedule, { settledThrough, isDecided: (key) => decided.has(key) }, now)
            for (const { start } of after.decided) {
              expect(decided.has(start.startLocal)).toBe(false)
              decided.add(start.startLocal)
            }
            expect(after.settledThrough >= settledThrough).toBe(true)
            settledThrough = after.settledThrough
            more = after.nextAt === now
          }
        }
        for (
          let start = schedule.next(begin);
          start !== null && start <= settledThrough;
          start = schedule.next(start)
        )
          expect(decided.has(start)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

test('the next starts are told by when they open, moved and added among them', () => {
  const all = repeated({
    exceptions: [
      { kind: 'moved', startLocal: '2026-11-30T06:00', toLocal: '2026-12-02T07:00' },
      { kind: 'added', startLocal: '2026-11-26T09:00' },
      { kind: 'left-out', startLocal: '2026-12-07T06:00', reason: 'Closed' },
    ],
  })
  const next = nextStarts(all, fresh('2026-11-22T00:00'), utc('2026-11-22T12:00'), 5)
  expect(next.map(({ opensLocal, fate }) => [opensLocal, fate])).toEqual([
    ['2026-11-23T06:00', 'ruled'],
    ['2026-11-26T09:00', 'added'],
    ['2026-12-02T07:00', 'moved'],
    ['2026-12-07T06:00', 'left-out'],
    ['2026-12-14T06:00', 'ruled'],
  ])
})
