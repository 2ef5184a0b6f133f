import { describe, expect, test } from 'vitest'
import { fc, forAll } from './property.fixture.ts'
import { settleRecount } from './recount.ts'

const found = (...variances: readonly number[]) =>
  variances.map((milli) => new Map(milli === 0 ? [] : [['line', milli]]))

describe('what a recount comes to', () => {
  test('two counts that agree settle it', () => {
    expect(settleRecount(found(-2000, -2000), 0)).toEqual({ state: 'agreed', stands: 1 })
    expect(settleRecount(found(0, 0), 0)).toEqual({ state: 'agreed', stands: 1 })
  })

  test('two that do not want a third, and the first holds until then', () => {
    expect(settleRecount(found(-2000, 0), 0)).toEqual({ state: 'third-wanted', stands: 0 })
    expect(settleRecount(found(-2000, -1000), 999)).toEqual({ state: 'third-wanted', stands: 0 })
  })

  test('two agree within what the rule allows', () => {
    expect(settleRecount(found(-2000, -1000), 1000)).toEqual({ state: 'agreed', stands: 1 })
  })

  test.each([
    [[-2000, 0, 0], 2],
    [[-2000, 0, -2000], 2],
    [[-2000, -2000, 500], 1],
  ])('of three, the later of the two that agree holds: %j', (variances, stands) => {
    expect(settleRecount(found(...variances), 0)).toEqual({ state: 'agreed', stands })
  })

  test('three that all differ go to a person, with the last one', () => {
    expect(settleRecount(found(-2000, 0, 3000), 0)).toEqual({ state: 'no-two-agree', stands: 2 })
  })

  test('lots that take each other’s place do not agree', () => {
    const first = new Map([
      ['lot 1', -5000],
      ['lot 2', 5000],
    ])
    expect(settleRecount([first, new Map()], 0).state).toBe('third-wanted')
  })

  test('what stands always is one of two that agree, or nobody agrees at all', () =>
    forAll([fc.array(fc.constantFrom(-1000, 0, 1000, 2000), { minLength: 2, maxLength: 5 })], (variances) => {
      const { state, stands } = settleRecount(found(...variances), 0)
      const same = variances.filter((milli) => milli === variances[stands])
      expect(same.length > 1).toBe(state === 'agreed')
    }))
})
