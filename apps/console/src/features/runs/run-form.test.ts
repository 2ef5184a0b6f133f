import { fakeId, type FacilityId, type ProductId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { runFromForm, type RunForm } from './run-form.ts'

const harbour = fakeId<FacilityId>('harbour street')
const mug = fakeId<ProductId>('mug')
const filled: RunForm = {
  name: '  Autumn count ',
  facilityId: harbour,
  countType: 'HARD_COUNT',
  dueLocal: '2026-11-21T18:00',
}

test('a whole count is sent without items, with its wall time as typed', () => {
  expect(runFromForm(filled, [mug])).toEqual({
    faults: {},
    body: {
      name: 'Autumn count',
      facilityId: harbour,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: '2026-11-21T18:00',
      items: [],
    },
  })
})

test('a directed count names its items', () => {
  expect(runFromForm({ ...filled, countType: 'DIRECTED_COUNT', dueLocal: '' }, [mug]).body).toMatchObject({
    items: [mug],
    dueLocal: null,
  })
})

test('everything that is missing is said at once', () => {
  const empty: RunForm = {
    ...filled,
    name: ' ',
    facilityId: null,
    countType: 'DIRECTED_COUNT',
    dueLocal: 'soon',
  }
  expect(runFromForm(empty, [])).toEqual({
    body: null,
    faults: {
      name: 'name-missing',
      facilityId: 'facility-missing',
      items: 'items-missing',
      dueLocal: 'due-unclear',
    },
  })
})
