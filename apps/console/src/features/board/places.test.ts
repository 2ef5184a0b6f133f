import type { Board } from '@cyclecount/contract'
import { fakeId, loadsOf, type AreaId, type FacilityId, type PersonId, type RunId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { boardRows, drafted, previewOf, workOf, type BoardFilter, type Place } from './places.ts'

const ana = fakeId<PersonId>('ana')
const ben = fakeId<PersonId>('ben')
const lisbon = fakeId<FacilityId>('lisbon')

function area(name: string, held: PersonId[], minutes = 60): Board['runs'][number]['areas'][number] {
  return {
    areaId: fakeId<AreaId>(name),
    code: name,
    name,
    bins: 1,
    minutes,
    basis: 'bins',
    held,
    draft: null,
    underWay: 0,
  }
}

const board: Board = {
  companyRateMilli: null,
  leftOut: 0,
  runs: [
    {
      runId: fakeId<RunId>('run'),
      planId: null,
      name: 'Autumn',
      facilityId: lisbon,
      facilityCode: 'LIS',
      facilityName: 'Lisbon',
      timeZone: 'Europe/Lisbon',
      status: 'planned',
      isRecount: false,
      startLocal: null,
      startAt: null,
      dueLocal: null,
      dueAt: null,
      days: ['2026-11-30'],
      areas: [area('Front', [ana]), area('Back', [])],
    },
  ],
  people: [
    { personId: ana, name: 'Ana', facilities: 'all', minutes: [90, 0, 0, 0, 0, 0, 0], daysOff: [] },
    { personId: ben, name: 'Ben', facilities: [], minutes: [480, 0, 0, 0, 0, 0, 0], daysOff: [] },
  ],
}

const everything: BoardFilter = { text: '', show: 'all', personId: null }
const names = (filter: Partial<BoardFilter>, of: Board = board) =>
  boardRows(of, { ...everything, ...filter }).map((row) =>
    row.kind === 'run' ? row.run.facilityName : row.area.name,
  )

function places(...wanted: string[]): Place[] {
  return boardRows(board, everything).filter(
    (row): row is Place & { kind: 'area' } => row.kind === 'area' && wanted.includes(row.area.name),
  )
}

test('a search finds a facility, an area, or who has one; a run without areas to show is left out', () => {
  expect(names({})).toEqual(['Lisbon', 'Front', 'Back'])
  expect(names({ text: 'lis' })).toEqual(['Lisbon', 'Front', 'Back'])
  expect(names({ text: 'back' })).toEqual(['Lisbon', 'Back'])
  expect(names({ text: 'ana' })).toEqual(['Lisbon', 'Front'])
  expect(names({ show: 'unassigned' })).toEqual(['Lisbon', 'Back'])
  expect(names({ show: 'changed' })).toEqual([])
  expect(names({ personId: ben })).toEqual([])
})

test('drafting what is held is no draft', () => {
  const [front] = places('Front')
  if (!front) throw new Error('no such area')
  const given = drafted(board, new Map([[front.key, [ben]]]))
  expect(given.runs[0]?.areas[0]?.draft).toEqual([ben])
  expect(names({ show: 'changed' }, given)).toEqual(['Lisbon', 'Front'])
  expect(drafted(given, new Map([[front.key, [ana]]])).runs[0]?.areas[0]?.draft).toBeNull()
})

test('a preview adds what the person does not have yet, and says where they may not count', () => {
  const loads = loadsOf(workOf(board), board.people)
  const [, second] = board.people
  const [first] = board.people
  if (!first || !second) throw new Error('somebody is missing')
  expect(previewOf(places('Front', 'Back'), first, loads)).toEqual({
    extra: 60,
    minutes: 120,
    available: 90,
    shut: 0,
  })
  expect(previewOf(places('Back'), second, loads)).toEqual({
    extra: 60,
    minutes: 60,
    available: 480,
    shut: 1,
  })
})
