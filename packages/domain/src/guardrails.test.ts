import { describe, expect, test } from 'vitest'
import {
  judge,
  judgeAlone,
  type Band,
  type GuardedLine,
  type GuardLayer,
  type Guardrails,
} from './guardrails.ts'
import { fc, forAll } from './property.fixture.ts'

const none = { quantityMilli: null, percentMilli: null, valueMicros: null }
const anywhere = { countType: null, category: null, abcClass: null, facilityId: null }

function both(limits: Partial<Band['short']>): Band {
  return { short: { ...none, ...limits }, over: { ...none, ...limits } }
}

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

function rules(...layers: readonly Partial<GuardLayer>[]): Guardrails {
  return { isAutomatic: true, layers: layers.map(layer) }
}

/** Two of fifty too few, worth 3.00. */
const line: GuardedLine = {
  key: 'cola',
  scope: { countType: 'HARD_COUNT', category: 'drinks', abcClass: 'A', facilityId: 'lisbon' },
  state: 'counted',
  isContradicted: false,
  isRange: false,
  recount: null,
  sessions: ['ana'],
  expectedMilli: 50_000,
  varianceMilli: -2000,
  costVarianceMicros: -3_000_000n,
  currency: 'EUR',
  isConsigned: false,
}

function because(given: Guardrails, of: Partial<GuardedLine> = {}) {
  const verdict = judgeAlone(given, { ...line, ...of })
  return verdict.kind === 'automatic'
    ? 'automatic'
    : [verdict.kind, ...verdict.because.map((why) => why.ground)]
}

describe('goods of another owner', () => {
  test('no limit of value is about them, those of quantity and percent are', () => {
    const dear = { isConsigned: true, costVarianceMicros: -900_000_000n }
    const both3 = both({ quantityMilli: 2000, percentMilli: null, valueMicros: 3_000_000n })
    expect(because(rules({ automatic: both3 }), { costVarianceMicros: -900_000_000n })).toEqual([
      'person',
      'value',
    ])
    expect(because(rules({ automatic: both3 }), dear)).toBe('automatic')
    expect(because(rules({ automatic: both3 }), { ...dear, costVarianceMicros: null })).toBe('automatic')
    expect(because(rules({ automatic: both3 }), { ...dear, varianceMilli: -3000 })).toEqual([
      'person',
      'quantity',
    ])
    const onlyValue = both({ quantityMilli: null, percentMilli: null, valueMicros: 3_000_000n })
    expect(because(rules({ automatic: onlyValue }), dear)).toEqual(['person', 'no-limit'])
  })

  test('they use up nothing of what a session may have decided', () => {
    const limits = both({ quantityMilli: 5000, percentMilli: null, valueMicros: null })
    const given = rules({ automatic: limits, cap: { lines: null, valueMicros: 3_000_000n } })
    const theirs = { ...line, key: 'theirs', isConsigned: true, costVarianceMicros: -900_000_000n }
    const verdicts = judge(given, [line], [theirs])
    expect(verdicts.get(line.key)).toEqual({ kind: 'automatic' })
  })
})

describe('guardrails on one line', () => {
  const plain = both({ quantityMilli: 2000, percentMilli: 4000, valueMicros: 3_000_000n })

  test('what lies on every limit is decided automatically', () => {
    expect(because(rules({ automatic: plain }))).toBe('automatic')
  })

  test.each([
    ['a thousandth of a piece too many', { varianceMilli: -2001 }, ['quantity', 'percent']],
    ['a hair beyond the percentage', { expectedMilli: 49_999 }, ['percent']],
    ['a millionth too dear', { costVarianceMicros: -3_000_001n }, ['value']],
  ])('%s goes to a person and says which limit', (_, of, grounds) => {
    expect(because(rules({ automatic: plain }), of)).toEqual(['person', ...grounds])
  })

  test('what is missing is judged otherwise than what is too much', () => {
    const strict = { ...none, quantityMilli: 0 }
    const uneven = rules({ automatic: { short: strict, over: { ...none, quantityMilli: 2000 } } })
    expect(because(uneven)).toEqual(['person', 'quantity'])
    expect(because(uneven, { varianceMilli: 2000, costVarianceMicros: 3_000_000n })).toBe('automatic')
  })

  test('a layer holds for the lines it names, and none opens what another closes', () => {
    const company = { automatic: both({ quantityMilli: 5000 }) }
    const closed = both({ quantityMilli: 0 })
    const at = (scope: Partial<GuardLayer['scope']>) =>
      because(rules(company, { name: 'Narrow', scope: { ...anywhere, ...scope }, automatic: closed }))
    expect(at({ countType: 'HARD_COUNT' })).toEqual(['person', 'quantity'])
    expect(at({ category: 'drinks' })).toEqual(['person', 'quantity'])
    expect(at({ abcClass: 'A' })).toEqual(['person', 'quantity'])
    expect(at({ facilityId: 'lisbon' })).toEqual(['person', 'quantity'])
    expect(at({ abcClass: 'B' })).toBe('automatic')
    expect(at({ category: 'drinks', facilityId: 'azores' })).toBe('automatic')
  })

  test.each<[string, Partial<GuardedLine>, string]>([
    ['a cost that nobody knows', { costVarianceMicros: null }, 'cost-unknown'],
    ['another currency than the limits', { currency: 'USD' }, 'other-currency'],
    ['what nobody found', { state: 'not-found' }, 'nobody-counted'],
    ['a bin that was found empty', { state: 'confirmed-empty' }, 'nobody-counted'],
    ['a code that means no product', { state: 'unknown-code' }, 'unknown-code'],
    ['two people who contradict each other', { isContradicted: true }, 'contradicted'],
    ['three counts that do not agree', { recount: 'no-two-agree' }, 'no-two-agree'],
  ])('%s goes to a person, however small', (_, of, ground) => {
    expect(because(rules({ automatic: plain }), of)).toEqual(['person', ground])
  })

  test('amounts without a currency hold nothing back silently', () => {
    expect(because(rules({ automatic: plain, currency: null }))).toEqual(['person', 'other-currency'])
  })

  test('nothing is decided where no layer limits it, or automatic decisions are off', () => {
    expect(because(rules({ automatic: both({}) }))).toEqual(['person', 'no-limit'])
    expect(because(rules())).toEqual(['person', 'no-limit'])
    expect(because({ ...rules({ automatic: plain }), isAutomatic: false })).toEqual(['person', 'off'])
  })

  describe('where the book holds nothing', () => {
    const found = { expectedMilli: 0, varianceMilli: 2000, costVarianceMicros: 3_000_000n }

    test('a percentage alone decides nothing', () => {
      const percent = both({ percentMilli: 100_000 })
      expect(because(rules({ automatic: percent, zeroBook: 'limits' }), found)).toEqual([
        'person',
        'no-limit',
      ])
    })

    test('a person decides unless a layer says otherwise, and the strictest layer holds', () => {
      const found0 = (...said: readonly GuardLayer['zeroBook'][]) =>
        because(rules({ automatic: plain }, ...said.map((zeroBook) => ({ zeroBook }))), found)
      expect(found0()).toEqual(['person', 'zero-book'])
      expect(found0('limits')).toBe('automatic')
      expect(found0('limits', 'person')).toEqual(['person', 'zero-book'])
      expect(found0('recount', 'limits')).toEqual(['recount', 'zero-book'])
    })
  })

  describe('beyond the recount threshold', () => {
    const thresholds = rules({
      automatic: plain,
      recount: both({ quantityMilli: 9000, valueMicros: 50_000_000n }),
    })
    const far = { varianceMilli: -10_000, costVarianceMicros: -15_000_000n }

    test('a line is recounted before a person decides it', () => {
      expect(because(thresholds, far)).toEqual(['recount', 'quantity'])
      expect(because(thresholds, { ...far, varianceMilli: -9000 })).toEqual([
        'person',
        'quantity',
        'percent',
        'value',
      ])
    })

    test('also where automatic decisions are off', () => {
      expect(because({ ...thresholds, isAutomatic: false }, far)).toEqual(['recount', 'quantity'])
    })

    test('a line that was recounted goes to a person', () => {
      expect(because(thresholds, { ...far, recount: 'agreed' })).toEqual(['person', 'quantity'])
      expect(because(thresholds, { ...far, recount: 'no-two-agree' })).toEqual(['person', 'quantity'])
    })

    test('two counts that differ want a third, however small the variance is', () => {
      expect(because(thresholds, { recount: 'third-wanted' })).toEqual(['recount', 'counts-differ'])
    })
  })
})

describe('what one session may have decided', () => {
  const generous = both({ quantityMilli: 99_000 })
  const worth = (key: string, micros: bigint, sessions = ['ana']): GuardedLine => ({
    ...line,
    key,
    sessions,
    costVarianceMicros: -micros,
  })
  const kinds = (given: Guardrails, lines: readonly GuardedLine[], taken: readonly GuardedLine[] = []) =>
    Object.fromEntries([...judge(given, lines, taken)].map(([key, verdict]) => [key, verdict.kind]))

  test('ends at its cap of lines: the least valuable first, the rest to a person', () => {
    const capped = rules({ automatic: generous, cap: { lines: 2, valueMicros: null } })
    const lines = [worth('dear', 9n), worth('cheap', 1n), worth('middle', 5n), worth('other', 9n, ['ben'])]
    expect(kinds(capped, lines)).toEqual({
      dear: 'person',
      cheap: 'automatic',
      middle: 'automatic',
      other: 'automatic',
    })
  })

  test('ends at its cap of value, what was decided before included', () => {
    const capped = rules({ automatic: generous, cap: { lines: null, valueMicros: 10n } })
    expect(kinds(capped, [worth('a', 4n), worth('b', 6n)])).toEqual({ a: 'automatic', b: 'automatic' })
    expect(kinds(capped, [worth('a', 4n), worth('b', 6n)], [worth('before', 1n)])).toEqual({
      a: 'automatic',
      b: 'person',
    })
  })

  test('a line of two sessions needs room in both', () => {
    const capped = rules({ automatic: generous, cap: { lines: 1, valueMicros: null } })
    const lines = [worth('alone', 1n, ['ana']), worth('together', 2n, ['ana', 'ben'])]
    expect(kinds(capped, lines)).toEqual({ alone: 'automatic', together: 'person' })
  })
})

describe('guardrails as a whole', () => {
  const limit = fc.option(fc.integer({ min: 0, max: 9000 }), { nil: null })
  const amount = fc.option(fc.bigInt({ min: 0n, max: 9000n }), { nil: null })
  const limits = fc.record({ quantityMilli: limit, percentMilli: limit, valueMicros: amount })
  const band = fc.option(fc.record({ short: limits, over: limits }), { nil: null })
  const layers = fc.array(
    fc.record({
      name: fc.constantFrom('one', 'two'),
      scope: fc.record({
        countType: fc.constant(null),
        category: fc.constantFrom(null, 'drinks'),
        abcClass: fc.constantFrom(null, 'A', 'B'),
        facilityId: fc.constantFrom(null, 'lisbon'),
      }),
      currency: fc.constantFrom('EUR', null),
      automatic: band,
      recount: band,
      zeroBook: fc.constantFrom(null, 'limits', 'person', 'recount'),
      cap: fc.option(fc.record({ lines: limit, valueMicros: amount }), { nil: null }),
      approval: fc.constant(null),
    }),
    { maxLength: 4 },
  )
  const lines = fc
    .array(
      fc.record({
        sessions: fc.uniqueArray(fc.constantFrom('ana', 'ben'), { minLength: 1 }),
        expectedMilli: fc.integer({ min: -9000, max: 9000 }),
        varianceMilli: fc.integer({ min: -9000, max: 9000 }).filter((milli) => milli !== 0),
        costVarianceMicros: fc.option(fc.bigInt({ min: -9000n, max: 9000n }), { nil: null }),
        recount: fc.constantFrom(null, 'agreed' as const, 'third-wanted' as const),
      }),
      { maxLength: 12 },
    )
    .map((found) => found.map((of, index): GuardedLine => ({ ...line, ...of, key: `line ${index}` })))

  const told = (given: Guardrails, of: readonly GuardedLine[]) =>
    [...judge(given, of, [])].map(([key, verdict]) => `${key} ${verdict.kind}`).toSorted()

  test('gives the same verdicts in whatever order layers and lines come', () =>
    forAll([layers, lines], (some, of) => {
      const forwards = told({ isAutomatic: true, layers: some }, of)
      expect(told({ isAutomatic: true, layers: some.toReversed() }, of.toReversed())).toEqual(forwards)
    }))

  test('decides no line whose cost is unknown, and none beyond a limit of any layer that names it', () =>
    forAll([layers, lines], (some, of) => {
      const verdicts = judge({ isAutomatic: true, layers: some }, of, [])
      for (const each of of.filter(({ key }) => verdicts.get(key)?.kind === 'automatic')) {
        expect(each.costVarianceMicros).not.toBeNull()
        for (const { scope, automatic } of some) {
          if (scope.abcClass === 'B' || automatic === null) continue
          const side = each.varianceMilli < 0 ? automatic.short : automatic.over
          const cost = each.costVarianceMicros ?? 0n
          expect(Math.abs(each.varianceMilli)).toBeLessThanOrEqual(side.quantityMilli ?? 9000)
          expect((cost < 0n ? -cost : cost) <= (side.valueMicros ?? 9000n)).toBe(true)
        }
      }
    }))

  test('a layer more decides nothing that was not decided without it', () =>
    forAll([layers, layers, lines], (some, more, of) => {
      // Where nothing is limited nothing is decided, so that the first limit opens; from then on layers only close.
      const first = layer({ automatic: both({ quantityMilli: 9000 }), zeroBook: 'limits' })
      const decided = (layersGiven: readonly GuardLayer[]) => {
        const uncapped = layersGiven.map((each) => ({ ...each, cap: null }))
        return told({ isAutomatic: true, layers: uncapped }, of).filter((each) => each.endsWith('automatic'))
      }
      const before = new Set(decided([first, ...some]))
      expect(decided([first, ...some, ...more]).filter((each) => !before.has(each))).toEqual([])
    }))

  test('no session has more decided than its cap holds', () =>
    forAll([lines, fc.integer({ min: 0, max: 5 })], (of, most) => {
      const capped = rules({
        automatic: both({ quantityMilli: 9000 }),
        zeroBook: 'limits',
        cap: { lines: most, valueMicros: null },
      })
      const verdicts = judge(capped, of, [])
      for (const session of ['ana', 'ben']) {
        const had = of.filter(
          ({ key, sessions }) => sessions.includes(session) && verdicts.get(key)?.kind === 'automatic',
        )
        expect(had.length).toBeLessThanOrEqual(most)
      }
    }))
})
