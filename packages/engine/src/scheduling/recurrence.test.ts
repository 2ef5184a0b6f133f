import type { Recurrence } from '@cyclecount/contract'
import { placeLocal } from '@cyclecount/domain'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { inWords } from './in-words.ts'
import { readRecurrence } from './recurrence.ts'

const cron = (text: string): Recurrence => ({ kind: 'cron', text })
const rule = (text: string): Recurrence => ({ kind: 'rrule', text })

/** The first starts after a local time. */
function starts(
  recurrence: Recurrence,
  beginsLocal: string,
  count: number,
  after = '2000-01-01T00:00',
): string[] {
  const read = readRecurrence(recurrence, beginsLocal)
  if ('fault' in read) throw new Error(read.fault)
  const found: string[] = []
  for (let at = read.next(after); at !== null && found.length < count; at = read.next(at)) found.push(at)
  return found
}

describe('the starts of a rule', () => {
  test('by default are Mondays at six, the first not before it begins', () => {
    expect(starts(cron('0 6 * * MON'), '2026-11-23T06:00', 3)).toEqual([
      '2026-11-23T06:00',
      '2026-11-30T06:00',
      '2026-12-07T06:00',
    ])
    expect(starts(cron('0 6 * * MON'), '2026-11-23T06:01', 1)).toEqual(['2026-11-30T06:00'])
  })

  test('of an RRULE take from its begin what the rule leaves open', () => {
    expect(starts(rule('FREQ=WEEKLY;INTERVAL=2'), '2026-11-24T14:30', 3)).toEqual([
      '2026-11-24T14:30',
      '2026-12-08T14:30',
      '2026-12-22T14:30',
    ])
    expect(starts(rule('FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=6;BYMINUTE=0'), '2026-11-01T00:00', 2)).toEqual([
      '2026-11-27T06:00',
      '2026-12-25T06:00',
    ])
    expect(starts(rule('FREQ=MONTHLY;BYMONTHDAY=31'), '2026-12-31T07:00', 3)).toEqual([
      '2026-12-31T07:00',
      '2027-01-31T07:00',
      '2027-03-31T07:00',
    ])
  })

  test('end after so many, or with a day', () => {
    expect(starts(rule('FREQ=DAILY;COUNT=2'), '2026-11-23T06:00', 9)).toHaveLength(2)
    const untilMonday = starts(rule('FREQ=DAILY;UNTIL=20261125'), '2026-11-23T06:00', 9)
    expect(untilMonday.at(-1)).toBe('2026-11-25T06:00')
  })

  test('know no clock change: none is left out and none comes twice, whatever the zone then makes of it', () => {
    for (const recurrence of [cron('30 2 * * *'), rule('FREQ=DAILY;BYHOUR=2;BYMINUTE=30')]) {
      const found = starts(recurrence, '2026-01-01T00:00', 365)
      expect(new Set(found).size).toBe(365)
      expect(found.every((start) => start.endsWith('T02:30'))).toBe(true)
      const placed = found.map((start) => placeLocal(start, 'America/New_York'))
      expect(placed.filter((one) => one?.clock === 'skipped').map((one) => one?.takenAs)).toEqual([
        '2026-03-08T03:30',
      ])
    }
  })

  test('of cron and of an RRULE that say the same are the same, and are the days that a calendar says', () => {
    const pairs = [
      [cron('0 6 * * MON'), rule('FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0')],
      [cron('15 5,14 * * *'), rule('FREQ=DAILY;BYHOUR=5,14;BYMINUTE=15')],
      [cron('0 6 L * *'), rule('FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=6;BYMINUTE=0')],
      [cron('0 6 * * TUE#2'), rule('FREQ=MONTHLY;BYDAY=2TU;BYHOUR=6;BYMINUTE=0')],
    ] as const
    for (const [one, other] of pairs)
      expect(starts(one, '2026-02-01T00:00', 60)).toEqual(starts(other, '2026-02-01T00:00', 60))
    let day = Temporal.PlainDate.from('2026-02-02')
    for (const start of starts(cron('0 6 * * MON'), '2026-02-01T00:00', 60)) {
      expect(start).toBe(`${day.toString()}T06:00`)
      day = day.add({ days: 7 })
    }
  })

  test('are read far from the begin without walking there', () => {
    const [first] = starts(rule('FREQ=DAILY'), '1990-01-01T06:00', 1, '2036-05-05T05:59')
    expect(first).toBe('2036-05-05T06:00')
  })
})

test.each([
  [cron('@daily'), 'five fields'],
  [cron('0 0 6 * * MON'), 'five fields'],
  [cron('2026-11-23T06:00:00'), 'five fields'],
  [cron('0 25 * * *'), 'not a cron rule'],
  [cron('0 6 * * MOND'), 'not a cron rule'],
  [cron('0 6 30 2 *'), 'never comes'],
  [cron('* * * * *'), 'more often than every hour'],
  [rule('FREQ=MINUTELY'), '“FREQ=MINUTELY” is not understood'],
  [rule('FREQ=WEEKLY;FOO=3'), '“FOO=3” is not understood'],
  [rule('FREQ=DAILY;BYHOUR=99'), '“BYHOUR=99” is not understood'],
  [rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'), 'never comes'],
  [rule('FREQ=WEEKLY;UNTIL=20261130T000000Z'), 'leave out the Z'],
  [rule('FREQ=WEEKLY\nEXDATE:20261129T060000'), 'is not understood'],
  [rule('INTERVAL=2'), 'not an RRULE'],
  [rule('FREQ=DAILY;COUNT=2;UNTIL=20261130'), 'not an RRULE'],
])('%j is refused: %s', (recurrence, because) => {
  const read = readRecurrence(recurrence, '2026-11-23T06:00')
  expect('fault' in read ? read.fault : 'taken').toContain(because)
})

test.each([
  [cron('0 6 * * MON'), 'Every Monday at 06:00, facility time'],
  [cron('30 5 * * THU,MON'), 'Every Monday, Thursday at 05:30, facility time'],
  [cron('0 6,14 * * *'), 'Every day at 06:00, 14:00, facility time'],
  [cron('0 6 1 * *'), 'On day 1 of every month at 06:00, facility time'],
  [cron('0 6 * * MON#1'), 'On the first Monday of every month at 06:00, facility time'],
  [cron('0 6 * 1 *'), 'By the cron rule 0 6 * 1 *, facility time'],
  [rule('FREQ=WEEKLY;INTERVAL=2'), 'Every 2 weeks on Tuesday at 14:30, facility time'],
  [rule('FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0'), 'Every Monday at 06:00, facility time'],
  [rule('FREQ=MONTHLY;BYDAY=-1FR'), 'On the last Friday of every month at 14:30, facility time'],
  [
    rule('FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1'),
    'On the last day of every 3 months at 14:30, facility time',
  ],
  [rule('FREQ=DAILY;COUNT=5'), 'Every day at 14:30, facility time, 5 times'],
  [rule('FREQ=YEARLY;BYWEEKNO=20'), 'By the rule FREQ=YEARLY;BYWEEKNO=20, facility time'],
])('%j in words', (recurrence, words) => {
  expect(inWords(recurrence, '2026-11-24T14:30')).toBe(words)
})
