import { fakeId, type LocationId, type ProductId } from '@cyclecount/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { offsetLine } from './offers.ts'
import { pairOffsets } from './pair-offsets.ts'
import { withCounterpart } from './with-counterpart.ts'

const row = fc.record({
  product_id: fc.constantFrom('tea', 'mug', 'cup').map((name) => fakeId<ProductId>(name)),
  location_id: fc.option(fc.constantFrom('A1', 'B1').map((name) => fakeId<LocationId>(name))),
  lot: fc.constantFrom(null, 'L1'),
  serial: fc.constant(null),
  stock_state: fc.constantFrom('on-hand', 'damaged'),
  owner: fc.constant('own'),
  unit: fc.constant('each'),
  variance_quantity_on_hand: fc.constantFrom(-2000, -1000, 1000, 2000),
})

test('what is left out could be no half of a move', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (drawn) => {
      const rows = drawn.map((one, at) => ({ ...one, line_key: String(at).padStart(2, '0') }))
      // Everything is a variant of everything and shares its code: as many pairs as there can be.
      const kin = new Map(rows.map((one) => [one.product_id, { style: 'all', sharedCodes: ['same'] }]))
      const pairs = (of: readonly (typeof rows)[number][]) =>
        pairOffsets(
          of.flatMap((one) => offsetLine(one, kin) ?? []),
          new Set(),
        )
      expect(pairs(withCounterpart(rows))).toEqual(pairs(rows))
    }),
  )
})
