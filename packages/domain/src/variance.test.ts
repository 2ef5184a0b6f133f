import { describe, expect, test } from 'vitest'
import { fc, forAll } from './property.fixture.ts'
import { expectedAsOf, varianceFigures } from './variance.ts'

const usd = (cents: bigint) => ({ valueMicros: cents * 10_000n, perMilli: 1000, currency: 'USD' })

describe('expected as of the count', () => {
  test('REC-3 does not call a sale after the count a shortage', () => {
    const sales = [{ quantityMilli: -2000, occurredAt: 150 }]
    expect(expectedAsOf(8000, sales, 100)).toEqual({
      expectedMilli: 10_000,
      movedSinceMilli: -2000,
      movements: 1,
    })
  })

  test('REC-3 keeps a sale from before the count that was booked late', () => {
    expect(expectedAsOf(8000, [{ quantityMilli: -2000, occurredAt: 90 }], 100).expectedMilli).toBe(8000)
  })

  const movements = fc.array(
    fc.record({
      quantityMilli: fc.integer({ min: -9000, max: 9000 }),
      occurredAt: fc.integer({ min: 1, max: 1000 }),
    }),
  )
  test('equals the book replayed to that instant', () =>
    forAll(
      [fc.integer({ min: 0, max: 99_000 }), movements, fc.integer({ min: 0, max: 1000 })],
      (opening, moved, at) => {
        const sum = (rows: typeof moved) => rows.reduce((total, row) => total + row.quantityMilli, 0)
        const read = opening + sum(moved)
        expect(expectedAsOf(read, moved, at).expectedMilli).toBe(
          opening + sum(moved.filter((row) => row.occurredAt <= at)),
        )
      },
    ))
})

describe('variance figures', () => {
  test('REC-4 computes cost and value at both quantities', () => {
    expect(
      varianceFigures({ systemMilli: 12_000, actualMilli: 9000, unitCost: usd(250n), price: usd(400n) }),
    ).toEqual({
      systemQuantityOnHand: 12_000,
      actualQuantityOnHand: 9000,
      varianceQuantityOnHand: -3000,
      percentMilli: -25_000,
      totalCostMicros: 30_000_000n,
      actualCostMicros: 22_500_000n,
      costVarianceMicros: -7_500_000n,
      totalValueMicros: 48_000_000n,
      actualValueMicros: 36_000_000n,
      valueVarianceMicros: -12_000_000n,
      currency: 'USD',
    })
  })

  test('leaves an unknown cost unknown', () => {
    const figures = varianceFigures({ systemMilli: 1000, actualMilli: 0, unitCost: null, price: null })
    expect(figures).toMatchObject({
      totalCostMicros: null,
      costVarianceMicros: null,
      valueVarianceMicros: null,
      currency: null,
    })
  })

  test('has no percentage of a book that is zero, and none is zero where nothing differs', () => {
    const at = (systemMilli: number, actualMilli: number) =>
      varianceFigures({ systemMilli, actualMilli, unitCost: null, price: null }).percentMilli
    expect([at(0, 5000), at(0, 0), at(-2000, 1000), at(3000, 2000)]).toEqual([null, 0, 150_000, -33_333])
  })

  /** In kilograms and pieces, books below zero too; by the unit, by three for a price, and by whatever a supplier divides. */
  const quantity = fc.integer({ min: -9_000_000, max: 9_000_000 })
  const unitCost = fc.record({
    valueMicros: fc.bigInt({ min: 0n, max: 10n ** 12n }),
    perMilli: fc.oneof(fc.constantFrom(1000, 3000, 7000), fc.integer({ min: 1, max: 100_000 })),
    currency: fc.constant('USD'),
  })

  test('REC-4 is exact: each figure is the nearest millionth, differences are of the figures shown, and the other way round is the opposite', () =>
    forAll([quantity, quantity, unitCost, unitCost], (systemMilli, actualMilli, cost, price) => {
      const figures = varianceFigures({ systemMilli, actualMilli, unitCost: cost, price })
      const nearest = (figure: bigint | null, milli: number, rate: typeof cost) => {
        const rest = (figure ?? expect.fail()) * BigInt(rate.perMilli) - rate.valueMicros * BigInt(milli)
        expect(2n * (rest < 0n ? -rest : rest)).toBeLessThanOrEqual(BigInt(rate.perMilli))
      }
      nearest(figures.totalCostMicros, systemMilli, cost)
      nearest(figures.actualCostMicros, actualMilli, cost)
      nearest(figures.totalValueMicros, systemMilli, price)
      nearest(figures.actualValueMicros, actualMilli, price)
      expect(figures.varianceQuantityOnHand).toBe(actualMilli - systemMilli)
      expect((figures.totalCostMicros ?? 0n) + (figures.costVarianceMicros ?? 0n)).toBe(
        figures.actualCostMicros,
      )
      expect((figures.totalValueMicros ?? 0n) + (figures.valueVarianceMicros ?? 0n)).toBe(
        figures.actualValueMicros,
      )
      const swapped = varianceFigures({
        systemMilli: actualMilli,
        actualMilli: systemMilli,
        unitCost: cost,
        price,
      })
      expect(swapped.costVarianceMicros).toBe(-(figures.costVarianceMicros ?? 0n))
      const mirrored = varianceFigures({
        systemMilli: -systemMilli,
        actualMilli: -actualMilli,
        unitCost: cost,
        price,
      })
      expect(mirrored.costVarianceMicros).toBe(-(figures.costVarianceMicros ?? 0n))
    }))

  test('REC-4 the percentage is the nearest thousandth of what the book says, also of a book below zero', () =>
    forAll([quantity.filter((milli) => milli !== 0), quantity], (systemMilli, actualMilli) => {
      const { percentMilli } = varianceFigures({ systemMilli, actualMilli, unitCost: null, price: null })
      const book = BigInt(Math.abs(systemMilli))
      const rest = BigInt(percentMilli ?? expect.fail()) * book - BigInt(actualMilli - systemMilli) * 100_000n
      expect(2n * (rest < 0n ? -rest : rest)).toBeLessThanOrEqual(book)
    }))
})
