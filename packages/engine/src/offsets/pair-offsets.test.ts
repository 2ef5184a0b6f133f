import { fakeId, type LocationId, type ProductId } from '@cyclecount/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { offsetKind, pairKey, pairOffsets, type OffsetLine } from './pair-offsets.ts'

const cola = fakeId<ProductId>('cola')
const tea = fakeId<ProductId>('tea')
const here = fakeId<LocationId>('here')
const there = fakeId<LocationId>('there')

function line(lineKey: string, varianceMilli: number, more: Partial<OffsetLine> = {}): OffsetLine {
  return {
    lineKey,
    productId: cola,
    locationId: here,
    lot: null,
    serial: null,
    stockState: 'on-hand',
    owner: 'own',
    unit: 'each',
    varianceMilli,
    sharedCodes: [],
    style: null,
    ...more,
  }
}
const none: ReadonlySet<string> = new Set()
const told = (lines: readonly OffsetLine[], rejected = none) =>
  pairOffsets(lines, rejected).map(({ kind, from, to }) => [kind, from.lineKey, to.lineKey])

describe('variances that cancel out', () => {
  test('given n short here and n over there of one product, then it was moved', () => {
    expect(told([line('a', -2000), line('b', 2000, { locationId: there })])).toEqual([['place', 'a', 'b']])
  })

  test('given two lots of a product in one place, one short of what the other is over, then they were swapped', () => {
    expect(told([line('a', 3000, { lot: 'L1' }), line('b', -3000, { lot: 'L2' })])).toEqual([
      ['lot', 'b', 'a'],
    ])
  })

  test('given two products that share a code in one place, then one was taken for the other', () => {
    const shared = { sharedCodes: ['0560'] }
    expect(told([line('a', -1000, shared), line('b', 1000, { ...shared, productId: tea })])).toEqual([
      ['code', 'a', 'b'],
    ])
    expect(told([line('a', -1000), line('b', 1000, { productId: tea })])).toEqual([])
  })

  test('given two sizes of one product in one place, then one was taken for the other though they share no code', () => {
    const mug = { style: 'MUG' }
    expect(told([line('a', -1000, mug), line('b', 1000, { ...mug, productId: tea })])).toEqual([
      ['variant', 'a', 'b'],
    ])
    const shared = { ...mug, sharedCodes: ['0560'] }
    expect(offsetKind(line('a', -1000, shared), line('b', 1000, { ...shared, productId: tea }))).toBe('code')
    expect(
      told([line('a', -1000, mug), line('b', 1000, { ...mug, productId: tea, locationId: there })]),
    ).toEqual([])
    expect(told([line('a', -1000, mug), line('b', 1000, { productId: tea, style: 'CUP' })])).toEqual([])
  })

  test.each([
    ['another amount', { varianceMilli: 1000 }],
    ['another unit', { unit: 'kg' }],
    ['another owner', { owner: 'consigned' }],
    ['another state', { stockState: 'damaged' }],
    ['another lot as well', { lot: 'L1' }],
    ['another product', { productId: tea }],
  ])('%s there is no move', (_what, more) => {
    expect(offsetKind(line('a', -2000), line('b', 2000, { locationId: there, ...more }))).toBeNull()
  })

  test('a pair that was rejected is not offered again, and its lines pair with others', () => {
    const lines = [
      line('a', -2000),
      line('b', 2000, { locationId: there }),
      line('c', 2000, { locationId: fakeId<LocationId>('elsewhere') }),
    ]
    expect(told(lines)).toEqual([['place', 'a', 'b']])
    expect(told(lines, new Set([pairKey('b', 'a')]))).toEqual([['place', 'a', 'c']])
    expect(told(lines, new Set([pairKey('a', 'b'), pairKey('a', 'c')]))).toEqual([])
  })

  test('what lies closest together comes first: another lot before another place', () => {
    const lines = [
      line('a', -1000, { lot: 'L1' }),
      line('b', 1000, { lot: 'L1', locationId: there }),
      line('c', 1000, { lot: 'L2' }),
    ]
    expect(told(lines)).toEqual([['lot', 'a', 'c']])
  })

  const someLine = fc.record({
    productId: fc.constantFrom(cola, tea),
    locationId: fc.constantFrom(here, there, null),
    lot: fc.constantFrom(null, 'L1', 'L2'),
    varianceMilli: fc.constantFrom(-2000, -1000, 1000, 2000),
    sharedCodes: fc.constantFrom([], ['0560']),
    style: fc.constantFrom(null, 'MUG'),
  })

  test('the same lines in any order give the same pairs; no line is in two, and every pair cancels out', () => {
    fc.assert(
      fc.property(
        fc.array(someLine, { maxLength: 14 }).chain((lines) => {
          const named = lines.map((more, index) => line(`line ${index}`, more.varianceMilli, more))
          return fc.tuple(fc.constant(named), fc.shuffledSubarray(named, { minLength: named.length }))
        }),
        ([lines, shuffled]) => {
          const pairs = pairOffsets(lines, none)
          expect(pairOffsets(shuffled, none)).toEqual(pairs)
          const used = pairs.flatMap(({ from, to }) => [from.lineKey, to.lineKey])
          expect(new Set(used).size).toBe(used.length)
          for (const { from, to } of pairs) expect(from.varianceMilli + to.varianceMilli).toBe(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})
