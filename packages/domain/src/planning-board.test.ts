import { expect, test } from 'vitest'
import { fakeId, type AreaId, type FacilityId, type PersonId, type RunId } from './ids.ts'
import {
  boardConflicts,
  changeOf,
  loadsOf,
  mayCountAt,
  timeOf,
  type BoardPerson,
  type BoardRun,
} from './planning-board.ts'

const ana = fakeId<PersonId>('ana')
const ben = fakeId<PersonId>('ben')
const lisbon = fakeId<FacilityId>('lisbon')
const porto = fakeId<FacilityId>('porto')
const MONDAY = '2026-11-30'

function run(
  facilityId: FacilityId,
  changes: Partial<BoardRun> & { people?: PersonId[]; minutes?: number },
): BoardRun {
  const { people = [ana], minutes = 60, ...rest } = changes
  return {
    runId: fakeId<RunId>(`run of ${facilityId}`),
    facilityId,
    days: [MONDAY],
    startAt: null,
    dueAt: null,
    areas: [{ areaId: fakeId<AreaId>(facilityId), minutes, people }],
    ...rest,
  }
}

function person(personId: PersonId, changes: Partial<BoardPerson> = {}): BoardPerson {
  return { personId, facilities: 'all', minutes: [480, 480, 480, 480, 480, 0, 0], daysOff: [], ...changes }
}

const kinds = (runs: BoardRun[], people: BoardPerson[]) =>
  boardConflicts(runs, people).map(({ kind }) => kind)

test('given nobody’s area, taken back to nobody, handed over otherwise; the same people in another order is no change', () => {
  expect(changeOf([], [ana])).toBe('given')
  expect(changeOf([ana], [])).toBe('taken')
  expect(changeOf([ana], [ben])).toBe('handed')
  expect(changeOf([ana], [ana, ben])).toBe('handed')
  expect(changeOf([ana, ben], [ben, ana])).toBeNull()
})

test('time is that of the weekdays of the window without the days off', () => {
  expect(timeOf(person(ana), [MONDAY])).toBe(480)
  expect(timeOf(person(ana), ['2026-12-05', '2026-12-06'])).toBe(0)
  expect(timeOf(person(ana), ['2028-02-29'])).toBe(480)
  expect(timeOf(person(ana), [MONDAY, '2026-12-01'])).toBe(960)
  expect(timeOf(person(ana, { daysOff: [MONDAY] }), [MONDAY])).toBe(0)
  expect(timeOf(person(ana, { minutes: [10, 20, 0, 0, 0, 0, 0] }), [])).toBe(20)
})

test('who counts an area together shares its minutes', () => {
  const loads = loadsOf([run(lisbon, { people: [ana, ben], minutes: 90 })], [person(ana), person(ben)])
  expect(
    [...loads.values()].flatMap((windows) => [...windows.values()].map(({ minutes }) => minutes)),
  ).toEqual([45, 45])
})

test('as much work as hours is no conflict, a minute more is', () => {
  expect(kinds([run(lisbon, { minutes: 480 })], [person(ana)])).toEqual([])
  expect(boardConflicts([run(lisbon, { minutes: 481 })], [person(ana)])).toMatchObject([
    { kind: 'over-hours', personId: ana, minutes: 481, available: 480 },
  ])
  expect(kinds([run(lisbon, {})], [person(ana, { daysOff: [MONDAY] })])).toEqual(['off'])
})

test('who may not count there is told, and not where they may', () => {
  const local = person(ana, { facilities: [lisbon] })
  expect(mayCountAt(local, porto)).toBe(false)
  expect(kinds([run(lisbon, {}), run(porto, {})], [local])).toEqual(['may-not-count'])
})

test('windows in two facilities overlap only where they share an instant', () => {
  const first = run(lisbon, { startAt: 0, dueAt: 10 })
  expect(kinds([first, run(porto, { startAt: 9, dueAt: 20 })], [person(ana)])).toEqual(['overlap'])
  expect(kinds([first, run(porto, { startAt: 10, dueAt: 20 })], [person(ana)])).toEqual([])
  expect(kinds([first, run(porto, { startAt: 5, dueAt: null })], [person(ana)])).toEqual([])
})
