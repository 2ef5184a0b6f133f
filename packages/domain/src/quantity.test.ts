import { fc, forAll } from './property.fixture.ts'
import { describe, expect, test } from 'vitest'
import { costOf, costOfOne, divideHalfEven, moneyToText, parseMoney } from './money.ts'
import { parseQuantity, quantityText } from './quantity.ts'

describe('quantities', () => {
  test('EXEC-3 a decimal typed by hand comes back as the same text', () =>
    forAll([fc.integer({ min: -999_999_999_999, max: 999_999_999_999 })], (milli) => {
      expect(parseQuantity(quantityText(milli))).toBe(milli)
    }))

  test.each(['', ' ', '1,5', '1.2345', 'NaN', '1e3', '--1', '0x10', '12345678901'])('refuses %j', (text) => {
    expect(parseQuantity(text)).toBeNull()
  })

  test('does not tell minus zero from zero', () => {
    expect(Object.is(parseQuantity('-0'), 0)).toBe(true)
  })
})

describe('money', () => {
  test('an amount comes back as the same text', () =>
    forAll([fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n })], (micros) => {
      expect(parseMoney(moneyToText(micros))).toBe(micros)
    }))

  test('rounds halves to the even neighbour, on both sides of zero', () => {
    expect([5n, 15n, 25n, -5n, -15n, -25n].map((n) => divideHalfEven(n, 10n))).toEqual([
      0n,
      2n,
      2n,
      0n,
      -2n,
      -2n,
    ])
  })

  test('the cost of a quantity is within half a millionth of the exact quotient', () =>
    forAll(
      [
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
      ],
      (valueMicros, perMilli, quantityMilli) => {
        const cost = costOf({ valueMicros, perMilli, currency: 'USD' }, quantityMilli)
        const off = cost * BigInt(perMilli) - valueMicros * BigInt(quantityMilli)
        expect((off < 0n ? -off : off) * 2n <= BigInt(perMilli)).toBe(true)
      },
    ))

  test('shows the cost of one from a value over a quantity that does not divide', () => {
    expect(costOfOne({ valueMicros: 10_000_000n, perMilli: 3000, currency: 'USD' })).toBe(3_333_333n)
  })
})
