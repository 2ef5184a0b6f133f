import { describe, expect, test } from 'vitest'
import type { GuardLayer } from './guardrails.ts'
import { parametersOf, type CountingRules } from './parameters.ts'

type Layer = GuardLayer & { readonly counting: CountingRules | null }
const NO_LIMITS = { quantityMilli: null, percentMilli: null, valueMicros: null }

function layer(
  name: string,
  changes: Partial<Layer> & { readonly of?: Partial<GuardLayer['scope']> },
): Layer {
  const { of, ...rest } = changes
  return {
    name,
    scope: { countType: null, category: null, abcClass: null, facilityId: null, ...of },
    currency: 'EUR',
    automatic: null,
    recount: null,
    zeroBook: null,
    cap: null,
    approval: null,
    counting: null,
    ...rest,
  }
}
const quiet: CountingRules = { blind: false, mayCount: null, hqApproves: false }
const lisbon = { countType: 'HARD_COUNT', facilityId: 'lisbon', currency: 'EUR' }
const band = (quantityMilli: number) => ({
  short: { ...NO_LIMITS, quantityMilli },
  over: { ...NO_LIMITS, valueMicros: 9n },
})

describe('the parameters of a count', () => {
  test('where no layer says anything the planner decides, everybody who counts may, and no limit holds', () => {
    expect(parametersOf([], lisbon)).toEqual({
      blind: { value: false, from: [] },
      mayCount: { value: ['associate', 'supervisor', 'manager'], from: [] },
      hqApproves: { value: false, from: [] },
      zeroBook: { value: 'person', from: [] },
      limits: [],
    })
  })

  test('one layer that says blind makes it blind, and is named; those of other counts and places say nothing', () => {
    const layers = [
      layer('Hard counts', { of: { countType: 'HARD_COUNT' }, counting: { ...quiet, blind: true } }),
      layer('Lisbon', { of: { facilityId: 'lisbon' }, counting: quiet }),
      layer('Denver', { of: { facilityId: 'denver' }, counting: { ...quiet, hqApproves: true } }),
    ]
    const found = parametersOf(layers, lisbon)
    expect(found.blind).toEqual({ value: true, from: [{ layer: 'Hard counts', level: 'count-type' }] })
    expect(found.hqApproves.value).toBe(false)
    expect(parametersOf(layers, { ...lisbon, countType: 'DIRECTED_COUNT' }).blind.value).toBe(false)
  })

  test('only who every layer lets count may count', () => {
    const layers = [
      layer('Company', { counting: { ...quiet, mayCount: ['associate', 'supervisor'] } }),
      layer('Lisbon', {
        of: { facilityId: 'lisbon' },
        counting: { ...quiet, mayCount: ['supervisor', 'manager'] },
      }),
    ]
    expect(parametersOf(layers, lisbon).mayCount).toEqual({
      value: ['supervisor'],
      from: [
        { layer: 'Company', level: 'company' },
        { layer: 'Lisbon', level: 'facility' },
      ],
    })
  })

  test('of limits of one kind the lowest holds, those of some lines apart, and none in another currency', () => {
    const layers = [
      layer('Company', { automatic: band(5000) }),
      layer('Lisbon', { of: { facilityId: 'lisbon' }, automatic: band(2000), currency: 'USD' }),
      layer('Shoes', { of: { category: 'Shoes' }, automatic: band(1000), zeroBook: 'recount' }),
    ]
    const { limits, zeroBook } = parametersOf(layers, lisbon)
    expect(
      limits.map(({ side, limit, value, category, from }) => [side, limit, value, category, from.layer]),
    ).toEqual([
      ['short', 'quantity', 2000n, null, 'Lisbon'],
      ['over', 'value', 9n, null, 'Company'],
      ['short', 'quantity', 1000n, 'Shoes', 'Shoes'],
      ['over', 'value', 9n, 'Shoes', 'Shoes'],
    ])
    expect(zeroBook).toEqual({ value: 'person', from: [] })
  })
})
