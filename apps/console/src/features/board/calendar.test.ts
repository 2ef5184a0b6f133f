import { fakeId, type FacilityId, type RunId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { clockChange, firstMonth, monthAfter, monthOf } from './calendar.ts'
import type { BoardRun } from './places.ts'

function run(days: string[], timeZone = 'Europe/Lisbon'): BoardRun {
  return {
    runId: fakeId<RunId>(days.join()),
    planId: null,
    name: 'Autumn',
    facilityId: fakeId<FacilityId>('lisbon'),
    facilityCode: 'LIS',
    facilityName: 'Lisbon',
    timeZone,
    status: 'planned',
    isRecount: false,
    startLocal: null,
    startAt: null,
    dueLocal: `${days.at(-1)}T18:00`,
    dueAt: null,
    days,
    areas: [],
  }
}

test('a month is whole weeks from Monday, and a window stands on each of its days', () => {
  const weeks = monthOf('2026-11', [run(['2026-11-30', '2026-12-01'])])
  expect(weeks).toHaveLength(6)
  expect(weeks[0]?.[0]).toMatchObject({ day: '2026-10-26', isInMonth: false })
  const days = weeks.flat()
  expect(days.filter(({ runs }) => runs.length > 0).map(({ day }) => day)).toEqual([
    '2026-11-30',
    '2026-12-01',
  ])
  expect(monthOf('2027-02', []).map((week) => week[0]?.day)).toEqual([
    '2027-02-01',
    '2027-02-08',
    '2027-02-15',
    '2027-02-22',
  ])
})

test('a window that is due stands before one that goes on', () => {
  const [goesOn, isDue] = [run(['2026-11-10', '2026-11-11']), run(['2026-11-10'])]
  const day = monthOf('2026-11', [goesOn, isDue])
    .flat()
    .find((each) => each.day === '2026-11-10')
  expect(day?.runs).toEqual([isDue, goesOn])
})

test('the days on which the clocks of a facility change are marked, and only those', () => {
  expect(clockChange('2026-03-29', 'Europe/Lisbon')).toBe(60)
  expect(clockChange('2026-10-25', 'Europe/Lisbon')).toBe(-60)
  expect(clockChange('2026-03-08', 'America/Denver')).toBe(60)
  expect(clockChange('2026-04-05', 'Australia/Lord_Howe')).toBe(-30)
  expect(clockChange('2026-09-27', 'Pacific/Auckland')).toBe(60)
  expect(clockChange('2026-09-26', 'Pacific/Auckland')).toBe(0)
  expect(clockChange('2026-03-29', 'UTC')).toBe(0)
  const october = monthOf('2026-10', [run(['2026-10-01']), run(['2026-10-02'], 'America/Denver')]).flat()
  expect(october.filter(({ changes }) => changes.length > 0)).toMatchObject([
    { day: '2026-10-25', changes: [{ timeZone: 'Europe/Lisbon', minutes: -60 }] },
    { day: '2026-11-01', changes: [{ timeZone: 'America/Denver', minutes: -60 }] },
  ])
})

test('months follow one another over the end of a year; the first is that of the first window', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01')
  expect(monthAfter('2026-01', -1)).toBe('2025-12')
  expect(firstMonth([run(['2027-01-05']), run(['2026-12-30'])], 0)).toBe('2026-12')
  expect(firstMonth([], Date.UTC(2026, 10, 22))).toBe('2026-11')
})
