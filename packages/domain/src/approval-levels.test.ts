import { describe, expect, test } from 'vitest'
import { aboveLevel, adjustmentWorth, setsLevels } from './approval-levels.ts'
import type { GuardLayer } from './guardrails.ts'
import { fc, forAll } from './property.fixture.ts'
import type { Role } from './roles.ts'

const anywhere = { countType: null, category: null, abcClass: null, facilityId: null }
const limits = { manager: null, planner: null }

function layer(given: Partial<GuardLayer>): GuardLayer {
  return {
    name: 'Company',
    scope: anywhere,
    currency: 'EUR',
    automatic: null,
    recount: null,
    zeroBook: null,
    cap: null,
    approval: null,
    ...given,
  }
}
const upTo = (manager: bigint | null, planner: bigint | null = null) =>
  layer({ approval: { manager, planner } })
const lisbon = { countType: 'HARD_COUNT', category: 'drinks', abcClass: 'A', facilityId: 'lisbon' }
const worth = (valueMicros: bigint | null, currency = 'EUR') => ({ scope: lisbon, valueMicros, currency })

describe('ADJ-1 levels by value', () => {
  describe('given that a manager approves alone up to 100', () => {
    const layers = [upTo(100n)]

    test.each([
      ['when a line is short of 100, then the manager approves it alone', -100n, null],
      ['when a line is short of 101, then it is above the layer', -101n, { layer: 'Company' }],
      ['when a line is over by 101, then it is above the layer', 101n, { layer: 'Company' }],
      ['when the cost of a line is unknown, then it is above every limit', null, { layer: 'Company' }],
    ])('%s', (_, value, above) => {
      expect(aboveLevel(layers, ['manager'], worth(value))).toEqual(above)
    })

    test('when the line is worth something in another currency, then the limit cannot say that it is within', () => {
      expect(aboveLevel(layers, ['manager'], worth(1n, 'USD'))).toEqual({ layer: 'Company' })
    })

    test('when HQ approves it, then no limit of a manager holds', () => {
      expect(aboveLevel(layers, ['planner'], worth(1_000n))).toBeNull()
    })

    test('when somebody is a manager and HQ, then the more generous of the two holds', () => {
      expect(aboveLevel(layers, ['manager', 'planner'], worth(1_000n))).toBeNull()
      expect(aboveLevel([upTo(100n, 50n)], ['manager', 'planner'], worth(80n))).toBeNull()
      expect(aboveLevel([upTo(100n, 50n)], ['manager', 'planner'], worth(101n))).toEqual({
        layer: 'Company',
      })
    })
  })

  test('given a limit for HQ too, when a line is above it, then one person of HQ does not approve it alone', () => {
    expect(aboveLevel([upTo(100n, 500n)], ['planner'], worth(500n))).toBeNull()
    expect(aboveLevel([upTo(100n, 500n)], ['planner'], worth(501n))).toEqual({ layer: 'Company' })
  })

  test('given a layer of one facility, then the strictest limit of every layer that names the line holds', () => {
    const strict = layer({
      name: 'Lisbon',
      scope: { ...anywhere, facilityId: 'lisbon' },
      approval: { ...limits, manager: 10n },
    })
    expect(aboveLevel([upTo(100n), strict], ['manager'], worth(11n))).toEqual({ layer: 'Lisbon' })
    const elsewhere = { ...worth(11n), scope: { ...lisbon, facilityId: 'azores' } }
    expect(aboveLevel([upTo(100n), strict], ['manager'], elsewhere)).toBeNull()
  })

  test('given no limit, then everybody who decides approves everything alone', () => {
    expect(aboveLevel([layer({})], ['manager'], worth(null))).toBeNull()
    expect(setsLevels([layer({}), upTo(null)])).toBe(false)
    expect(setsLevels([upTo(0n)])).toBe(true)
  })

  test('one layer more never lets anybody approve what they did not approve before', () => {
    const amount = fc.option(fc.bigInt({ min: 0n, max: 50n }), { nil: null })
    const some = fc.array(
      fc.record({ manager: amount, planner: amount }).map((approval) => layer({ approval })),
      { maxLength: 3 },
    )
    const roles = fc.subarray<Role>(['manager', 'planner', 'auditor'], { minLength: 1 })
    const value = fc.option(fc.bigInt({ min: -60n, max: 60n }), { nil: null })
    return forAll([some, some, roles, value], (few, more, held, valueMicros) => {
      if (aboveLevel(few, held, worth(valueMicros)) === null) return
      expect(aboveLevel([...few, ...more], held, worth(valueMicros))).not.toBeNull()
    })
  })
})

describe('what an adjustment is worth', () => {
  const cost = { costVarianceMicros: -2_000_000n, unitCostMicros: 1_000_000n }
  test.each([
    ['what is booked is the variance: its value', -2_000, 2_000_000n],
    ['more is booked than the variance, as the count wins: what is booked', -5_000, 5_000_000n],
    ['nothing is booked: the value of the variance, for it is that which is approved', 0, 2_000_000n],
  ])('%s', (_, deltaMilli, value) => {
    expect(adjustmentWorth({ ...cost, deltaMilli })).toBe(value)
  })

  test('unknown stays unknown', () => {
    expect(adjustmentWorth({ costVarianceMicros: null, unitCostMicros: null, deltaMilli: 0 })).toBeNull()
  })
})
