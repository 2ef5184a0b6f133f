import { fakeId, parseQuantity, type LocationId, type ProductId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { adjustmentFromForm, type AdjustForm } from './adjust-form.ts'

const cola = fakeId<ProductId>('cola')
const filled: AdjustForm = {
  requestId: 'once',
  locationId: fakeId<LocationId>('A-1'),
  lot: ' L7 ',
  serial: '',
  delta: '-2.5',
  reason: 'damaged',
  comment: ' fell ',
}

test('a correction is sent in milli-units with its lot, and without what was left empty', () => {
  expect(adjustmentFromForm(filled, cola, parseQuantity)).toEqual({
    faults: {},
    body: {
      requestId: 'once',
      productId: cola,
      locationId: filled.locationId,
      lot: 'L7',
      serial: null,
      deltaMilli: -2_500,
      reason: 'damaged',
      comment: 'fell',
    },
  })
})

test('everything that is missing is said at once, and a correction of nothing is none', () => {
  const empty: AdjustForm = { ...filled, locationId: null, delta: '0', reason: '', comment: ' ' }
  expect(adjustmentFromForm(empty, cola, parseQuantity)).toEqual({
    body: null,
    faults: {
      locationId: 'place-missing',
      delta: 'delta-unclear',
      reason: 'reason-missing',
      comment: 'comment-missing',
    },
  })
})
