import type { FacilityDetail, RunDetail } from '@cyclecount/contract'
import {
  fakeId,
  type AreaId,
  type AssignmentId,
  type FacilityId,
  type LocationId,
  type PersonId,
} from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { areaRows, loadByPerson } from './area-rows.ts'

const area = (code: string) => ({
  areaId: fakeId<AreaId>(code),
  code,
  name: `Shelf ${code}`,
  locations: ['1', '2'].map((bin) => ({
    locationId: fakeId<LocationId>(code + bin),
    code: `${code}-${bin}`,
    name: '',
    zone: 'Floor',
  })),
})
const facility: FacilityDetail = {
  facilityId: fakeId<FacilityId>('harbour'),
  name: 'Harbour Street',
  timeZone: 'Europe/Berlin',
  areas: [area('A-10'), area('A-2')],
  counters: [],
}
const assignment = (code: string, person: string, round: number): RunDetail['assignments'][number] => ({
  assignmentId: fakeId<AssignmentId>(code + person),
  areaId: fakeId<AreaId>(code),
  areaName: code,
  personId: fakeId<PersonId>(person),
  personName: person,
  together: false,
  round,
})

test('areas stand in the order a person reads their codes, each with its people of this round only', () => {
  const rows = areaRows(facility, {
    round: 2,
    assignments: [assignment('A-2', 'ana', 1), assignment('A-2', 'ben', 2)],
  })
  expect(
    rows.map(({ code, assignments }) => [code, assignments.map(({ personName }) => personName)]),
  ).toEqual([
    ['A-2', ['ben']],
    ['A-10', []],
  ])
  expect(rows[0]).toMatchObject({ zones: ['Floor'], locations: 2 })
})

test('a person who has two areas is seen to have two', () => {
  const rows = areaRows(facility, {
    round: 1,
    assignments: [assignment('A-2', 'ana', 1), assignment('A-10', 'ana', 1)],
  })
  expect(loadByPerson(rows).get(fakeId<PersonId>('ana'))).toBe(2)
})
