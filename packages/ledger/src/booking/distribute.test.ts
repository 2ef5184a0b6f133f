import { fakeId, ONE, type LocationId } from '@cyclecount/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StockState } from '../vocabulary.ts'
import { distribute, type HeldPosition } from './distribute.ts'
import type { ComparedPosition } from './request.ts'

const [shelf, rack] = [fakeId<LocationId>('shelf'), fakeId<LocationId>('rack')]
const named: ComparedPosition = {
  binId: shelf,
  lot: null,
  serial: null,
  owner: 'own',
  stockState: 'available',
}
let made = 0
function held(units: number, more: Partial<HeldPosition> = {}): HeldPosition {
  made += 1
  return {
    ...named,
    positionId: `${made}`.padStart(6, '0'),
    expiry: null,
    quantityMilli: units * ONE,
    ...more,
  }
}
const june = { lot: 'JUN', expiry: '2026-06-30' }
const july = { lot: 'JUL', expiry: '2026-07-31' }
const dateless = { lot: 'ANY' }

/** Lot or state, and units. */
function told(units: number, positions: readonly HeldPosition[], from = named) {
  const { shares, shortMilli } = distribute(units * ONE, from, positions)
  const names = shares.map(({ position, quantityMilli }) => {
    const { lot, serial, stockState, owner } = position
    const state = stockState === 'available' ? '' : ` ${stockState}`
    return [`${serial ?? lot ?? '-'}${state}${owner === 'own' ? '' : ` of ${owner}`}`, quantityMilli / ONE]
  })
  return shortMilli === 0 ? names : [...names, ['short', shortMilli / ONE]]
}

describe('a difference that was counted without telling lots apart', () => {
  test('is taken first expired first, and last from what has no date', () => {
    const positions = [held(4, dateless), held(3, july), held(2, june), held(9)]
    expect(told(-1, positions)).toEqual([['JUN', -1]])
    expect(told(-8, positions)).toEqual([
      ['JUN', -2],
      ['JUL', -3],
      ['ANY', -3],
    ])
  })

  test('is taken from available stock before any other, and from what is promised last', () => {
    const state = (stockState: StockState, units: number) => held(units, { ...june, stockState })
    const positions = [state('reserved', 1), state('damaged', 1), state('quarantine', 1), held(1, july)]
    expect(told(-4, positions)).toEqual([
      ['JUL', -1],
      ['JUN quarantine', -1],
      ['JUN damaged', -1],
      ['JUN reserved', -1],
    ])
  })

  test('is taken from the owner’s own goods before consigned ones', () => {
    expect(told(-3, [held(2, { ...june, owner: 'vendor' }), held(2, july)])).toEqual([
      ['JUL', -2],
      ['JUN of vendor', -1],
    ])
  })

  test('is added to the newest lot, in the bin that holds most of it', () => {
    expect(told(5, [held(1, july), held(20, june), held(30)])).toEqual([['JUL', 5]])
    const [share] = distribute(ONE, named, [held(1, july), held(4, { ...july, binId: rack })]).shares
    expect(share?.position).toMatchObject({ lot: 'JUL', binId: rack })
  })

  test('is added to no lot where none is held, and never to a serial number', () => {
    expect(told(5, [])).toEqual([['-', 5]])
    expect(told(5, [held(0, june), held(2)])).toEqual([['-', 5]])
    const serial = { ...named, serial: 'S1' }
    expect(told(1, [held(1, { serial: 'S1' })], serial)).toEqual([['-', 1]])
    expect(told(-1, [held(1, { serial: 'S1' })], serial)).toEqual([['S1', -1]])
  })

  test('is added in the state that is named, also where the lot is held in another', () => {
    expect(told(2, [held(4, { ...june, stockState: 'quarantine' })])).toEqual([['JUN', 2]])
  })

  test('what more is taken than is held is told, and falls on no lot', () => {
    expect(told(-5, [held(3, june)], { ...named, lot: 'JUN' })).toEqual([
      ['JUN', -3],
      ['-', -2],
      ['short', 2],
    ])
  })

  test('always adds up, takes no lot below 0 and needs no position more than it must', () => {
    const positions = fc.array(
      fc.record({
        lot: fc.constantFrom(june, july, dateless, { lot: null }),
        stockState: fc.constantFrom<StockState>('available', 'quarantine', 'damaged', 'reserved'),
        owner: fc.constantFrom('own', 'own', 'vendor'),
        binId: fc.constantFrom(shelf, rack),
        units: fc.integer({ min: -3, max: 9 }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(positions, fc.integer({ min: -40, max: 20 }), (rows, units) => {
        fc.pre(units !== 0)
        const all = rows.map(({ lot, units: there, ...at }) => held(there, { ...lot, ...at }))
        const { shares, shortMilli } = distribute(units * ONE, named, all)
        expect(shares.reduce((sum, share) => sum + share.quantityMilli, 0)).toBe(units * ONE)
        const total = all.reduce((sum, position) => sum + Math.max(0, position.quantityMilli), 0)
        expect(shortMilli).toBe(Math.max(0, -units * ONE - total))
        const taken = shares.slice(0, shares.length - (shortMilli > 0 ? 1 : 0))
        for (const { position, quantityMilli } of units < 0 ? taken : [])
          expect(sumAt(all, position)).toBeGreaterThanOrEqual(-quantityMilli)
        expect(shares.filter((share) => share.quantityMilli === 0)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

function sumAt(positions: readonly HeldPosition[], at: ComparedPosition): number {
  const keyOf = ({ binId, lot, owner, stockState }: ComparedPosition) =>
    JSON.stringify([binId, lot, owner, stockState])
  return positions
    .filter((position) => keyOf(position) === keyOf(at))
    .reduce((sum, position) => sum + Math.max(0, position.quantityMilli), 0)
}
