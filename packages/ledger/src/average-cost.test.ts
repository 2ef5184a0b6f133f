import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { averageOf, emptyPool, moveThroughPool, revalue, type Pool, type Rate } from './average-cost.ts'

const euro = (amount: bigint): Rate => ({ valueMicros: amount * 1_000_000n, perMilli: 1000 })

type Step =
  | { readonly kind: 'move'; readonly milli: number; readonly cost: Rate | null }
  | { readonly kind: 'revalue'; readonly cost: Rate }

const rate = fc.record({
  valueMicros: fc.bigInt({ min: 0n, max: 90_000_000n }),
  perMilli: fc.constantFrom(1, 7, 1000, 24_000),
})
const steps = fc.array(
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constant('move' as const),
        milli: fc.integer({ min: -40_000, max: 40_000 }).filter((milli) => milli !== 0),
        cost: fc.option(rate),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('revalue' as const), cost: rate }) },
  ),
  { maxLength: 60 },
)

function run(list: readonly Step[], start: Pool, see: (pool: Pool) => void = () => undefined) {
  let pool = start
  let value = 0n
  let uncosted = 0
  for (const step of list) {
    const change =
      step.kind === 'move' ? moveThroughPool(pool, step.milli, step.cost) : revalue(pool, step.cost)
    value += change.costDeltaMicros
    uncosted += change.uncostedDeltaMilli
    pool = change.pool
    see(pool)
  }
  return { pool, value, uncosted }
}

describe('ICS-4 weighted-average cost', () => {
  test('is moved by what comes in and not by what goes out', () => {
    const { pool } = run(
      [
        { kind: 'move', milli: 10_000, cost: euro(2n) },
        { kind: 'move', milli: 5000, cost: euro(5n) },
        { kind: 'move', milli: -6000, cost: null },
      ],
      emptyPool(null),
    )
    expect(averageOf(pool)).toEqual({ valueMicros: 27_000_000n, perMilli: 9000 })
  })

  test('takes in at the average what comes without a cost, once an average is known', () => {
    const { pool } = run(
      [
        { kind: 'move', milli: 4000, cost: euro(3n) },
        { kind: 'move', milli: 2000, cost: null },
      ],
      emptyPool(null),
    )
    expect(averageOf(pool)).toEqual({ valueMicros: 18_000_000n, perMilli: 6000 })
  })

  test('stays unknown until the stock that came without a cost has gone', () => {
    const seen: (Rate | null)[] = []
    run(
      [
        { kind: 'move', milli: 3000, cost: null },
        { kind: 'move', milli: 2000, cost: euro(4n) },
        { kind: 'move', milli: -3000, cost: null },
      ],
      emptyPool(null),
      (pool) => seen.push(averageOf(pool)),
    )
    expect(seen).toEqual([null, null, { valueMicros: 8_000_000n, perMilli: 2000 }])
  })

  test('remembers the last average while nothing lies there', () => {
    const { pool } = run(
      [
        { kind: 'move', milli: 2000, cost: euro(4n) },
        { kind: 'move', milli: -2000, cost: null },
      ],
      emptyPool(null),
    )
    expect(pool.valueMicros).toBe(0n)
    expect(averageOf(pool)).toEqual({ valueMicros: 8_000_000n, perMilli: 2000 })
  })

  test('covers what was oversold at the cost it went out with', () => {
    const { pool } = run(
      [
        { kind: 'move', milli: 1000, cost: euro(2n) },
        { kind: 'move', milli: -4000, cost: null },
        { kind: 'move', milli: 5000, cost: euro(3n) },
      ],
      emptyPool(null),
    )
    expect(averageOf(pool)).toEqual({ valueMicros: 6_000_000n, perMilli: 2000 })
  })

  test('conserves value: what is held is the sum of all differences, to the millionth', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { pool, value, uncosted } = run(list, emptyPool(null))
        expect([pool.valueMicros, pool.uncostedMilli]).toEqual([value, uncosted])
        const moved = list.reduce((sum, step) => sum + (step.kind === 'move' ? step.milli : 0), 0)
        expect(pool.quantityMilli).toBe(moved)
      }),
    )
  })

  test('holds no value where nothing costed lies, and never a value of the other sign', () => {
    fc.assert(
      fc.property(steps, fc.option(rate), (list, bought) => {
        run(list, emptyPool(bought), ({ quantityMilli, uncostedMilli, valueMicros }) => {
          const costed = quantityMilli - uncostedMilli
          expect(costed === 0 ? valueMicros === 0n : valueMicros * BigInt(costed) >= 0n).toBe(true)
        })
      }),
    )
  })

  test('never makes a cost out of none', () => {
    const uncostedSteps = fc.array(fc.integer({ min: -40_000, max: 40_000 }), { maxLength: 40 })
    fc.assert(
      fc.property(uncostedSteps, (list) => {
        const moves = list.map((milli) => ({ kind: 'move' as const, milli, cost: null }))
        const { pool } = run(moves, emptyPool(null))
        expect([pool.valueMicros, pool.uncostedMilli]).toEqual([0n, pool.quantityMilli])
        expect(averageOf(pool)).toBeNull()
      }),
    )
  })

  test('stays between the lowest and the highest cost paid while nothing is oversold', () => {
    const deliveries = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 50 }), fc.bigInt({ min: 1n, max: 900n })),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    fc.assert(
      fc.property(deliveries, (list) => {
        let pool = emptyPool(null)
        for (const [units, cents] of list) {
          const cost = { valueMicros: cents * 10_000n, perMilli: 1000 }
          pool = moveThroughPool(pool, units * 1000, cost).pool
          pool = moveThroughPool(pool, -Math.trunc(pool.quantityMilli / 2), null).pool
        }
        const cents = list.map(([, cost]) => cost)
        const lowest = cents.reduce((a, b) => (a < b ? a : b)) * 10_000n
        const highest = cents.reduce((a, b) => (a > b ? a : b)) * 10_000n
        const quantity = BigInt(pool.quantityMilli)
        const slack = 1000n * 60n
        expect(pool.valueMicros * 1000n >= lowest * quantity - slack).toBe(true)
        expect(pool.valueMicros * 1000n <= highest * quantity + slack).toBe(true)
      }),
    )
  })
})
