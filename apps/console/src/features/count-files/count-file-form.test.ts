import { fakeId, type FacilityId, type PersonId, type RunId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { countFileFromForm, type CountFileForm } from './count-file-form.ts'

const facilityId = fakeId<FacilityId>('lisbon')
const filled: CountFileForm = {
  facilityId,
  runId: '',
  runName: ' Stocktake ',
  personId: '',
  counter: ' Acme ',
  countedLocal: '',
  file: { name: 'count.csv', text: 'sku' },
}

test('given a new run and somebody who is not of the company, both go by name', () => {
  expect(countFileFromForm(filled)).toEqual({
    faults: {},
    asked: {
      facilityId,
      body: {
        fileName: 'count.csv',
        text: 'sku',
        into: { runName: 'Stocktake' },
        countedBy: { name: 'Acme' },
        countedLocal: null,
      },
    },
  })
})

test('given a planned run and somebody of the company, both go by id, and names that were typed before are left out', () => {
  const runId = fakeId<RunId>('run')
  const personId = fakeId<PersonId>('ana')
  const { asked } = countFileFromForm({ ...filled, runId, personId, countedLocal: '2026-05-04T09:30' })
  expect(asked?.body).toMatchObject({
    into: { runId },
    countedBy: { personId },
    countedLocal: '2026-05-04T09:30',
  })
})

test('everything that is missing is told at once', () => {
  const empty = { ...filled, facilityId: null, runName: ' ', counter: '', file: null }
  expect(countFileFromForm(empty)).toEqual({
    asked: null,
    faults: {
      facilityId: 'facility-missing',
      runName: 'name-missing',
      counter: 'counter-missing',
      file: 'file-missing',
    },
  })
})
