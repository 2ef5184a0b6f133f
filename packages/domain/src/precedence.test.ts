import { describe, expect, test } from 'vitest'
import { adjustmentMilli, precedences } from './precedence.ts'
import { fc, forAll } from './property.fixture.ts'
import { expectedAsOf } from './variance.ts'

describe('what wins where stock moved during the count', () => {
  // Ten in the book; nine counted at 10:00; two sold at 10:30 and read with the book, which then holds eight.
  const sold = { countedMilli: 9000, expectedMilli: 10_000, movedSinceMilli: -2000 }

  test('given a sale after the count, when the difference wins, then one is missing and the sale stays', () => {
    expect(adjustmentMilli('difference-wins', sold)).toBe(-1000)
  })

  test('given the same, when the count wins, then the book becomes nine', () => {
    expect(adjustmentMilli('count-wins', sold)).toBe(1000)
  })

  const movements = fc.array(
    fc.record({
      quantityMilli: fc.integer({ min: -9000, max: 9000 }),
      occurredAt: fc.integer({ min: 1, max: 1000 }),
    }),
  )
  const sum = (rows: readonly { readonly quantityMilli: number }[]) =>
    rows.reduce((total, row) => total + row.quantityMilli, 0)
  const quantity = fc.integer({ min: 0, max: 99_000 })

  test('the book is conserved: it ends at what was counted, and what moved after stays exactly where it is to', () =>
    forAll(
      [quantity, quantity, movements, movements, fc.integer({ min: 0, max: 1000 })],
      (opening, countedMilli, moved, later, countedAt) => {
        const book = opening + sum(moved)
        const line = { countedMilli, ...expectedAsOf(book, moved, countedAt) }
        const afterCount = sum(moved.filter((row) => row.occurredAt > countedAt))
        const ends = (precedence: (typeof precedences)[number]) =>
          book + adjustmentMilli(precedence, line) + sum(later)
        expect(ends('difference-wins')).toBe(countedMilli + afterCount + sum(later))
        expect(ends('count-wins')).toBe(countedMilli + sum(later))
      },
    ))

  test('decided again after it was booked, the book ends where the last decision says, whatever the one before', () =>
    forAll(
      [
        quantity,
        quantity,
        quantity,
        movements,
        fc.constantFrom(...precedences),
        fc.constantFrom(...precedences),
      ],
      (opening, countedFirst, countedThen, moved, first, then) => {
        const book = opening + sum(moved)
        const line = { countedMilli: countedFirst, ...expectedAsOf(book, moved, 0) }
        const booked = book + adjustmentMilli(first, line)
        // Our own booking is dated by the count, so that it is no movement after it.
        const again = { countedMilli: countedThen, ...expectedAsOf(booked, moved, 0) }
        const ended = booked + adjustmentMilli(then, again)
        expect(ended).toBe(then === 'count-wins' ? countedThen : countedThen + sum(moved))
      },
    ))

  test('where nothing moved both are the difference', () =>
    forAll([quantity, quantity], (countedMilli, expectedMilli) => {
      const line = { countedMilli, expectedMilli, movedSinceMilli: 0 }
      for (const precedence of precedences)
        expect(adjustmentMilli(precedence, line)).toBe(countedMilli - expectedMilli)
    }))
})
