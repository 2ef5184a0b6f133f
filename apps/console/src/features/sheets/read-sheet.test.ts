import { fakeId, type AreaId, type LocationId, type ProductId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { fieldOf, readSheet } from './read-sheet.ts'

const item = (sku: string) => ({
  productId: fakeId<ProductId>(sku),
  sku,
  title: sku,
  unit: 'each',
  barcode: sku,
})
const area = {
  areaId: fakeId<AreaId>('front'),
  name: 'Front',
  number: '7K30-9M1T',
  entered: null,
  people: [],
  locations: [
    { locationId: fakeId<LocationId>('A1'), code: 'A1', items: [item('COLA'), item('TEA'), item('GUM')] },
    { locationId: fakeId<LocationId>('A2'), code: 'A2', items: [] },
  ],
}
const keyed = (fields: Readonly<Record<string, string>>, locale = 'en') =>
  readSheet(area, (field) => fields[field] ?? null, locale)

test('a blank line was not counted, zero is zero, and a bin that is ticked is empty', () => {
  const sheet = keyed({
    [fieldOf.line(0, 0)]: '3',
    [fieldOf.line(0, 1)]: ' 0 ',
    [fieldOf.line(0, 2)]: '',
    [fieldOf.code(0, 0)]: ' 5601234500017 ',
    [fieldOf.quantity(0, 0)]: '1.5',
    [fieldOf.code(0, 1)]: '',
    [fieldOf.quantity(0, 1)]: '',
    [fieldOf.empty(1)]: 'on',
  })
  expect(sheet).toEqual({
    lines: [
      { sku: 'COLA', location: 'A1', quantityMilli: 3000 },
      { sku: 'TEA', location: 'A1', quantityMilli: 0 },
    ],
    others: [{ code: '5601234500017', location: 'A1', quantityMilli: 1500 }],
    emptyLocations: ['A2'],
    faults: new Map(),
  })
  expect(keyed({ [fieldOf.line(0, 0)]: '1,5' }, 'de').lines).toMatchObject([{ quantityMilli: 1500 }])
})

test('what is no number, half a line and an empty bin with something in it are told at their fields', () => {
  const { faults } = keyed({
    [fieldOf.line(0, 0)]: 'three',
    [fieldOf.line(0, 1)]: '-1',
    [fieldOf.line(0, 2)]: '4',
    [fieldOf.empty(0)]: 'on',
    [fieldOf.code(1, 0)]: 'X',
    [fieldOf.quantity(1, 1)]: '2',
  })
  expect([...faults]).toEqual([
    [fieldOf.line(0, 0), 'number'],
    [fieldOf.line(0, 1), 'number'],
    [fieldOf.empty(0), 'empty-counted'],
    [fieldOf.quantity(1, 0), 'number'],
    [fieldOf.code(1, 1), 'other-half'],
  ])
})
