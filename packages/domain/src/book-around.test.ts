import { describe, expect, it } from 'vitest'
import { bookAround, expectedWithin, rangeOf, type BookChange } from './book-around.ts'
import { fc, forAll } from './property.fixture.ts'

const reads = [0, 100, 200, 300]
const sold = (quantityMilli: number, after: number): BookChange => ({
  quantityMilli: -quantityMilli,
  after,
  by: after + 100,
})

describe('the book around an instant', () => {
  it('is sure where the reads before and after agree, whatever changed earlier and later', () => {
    const around = bookAround(10_000, [sold(3000, 0), sold(2000, 200)], reads, 150)
    expect(around).toEqual({ beforeAt: 100, beforeMilli: 12_000, afterAt: 200, afterMilli: 12_000 })
  })

  it('is a range where they differ', () => {
    const around = bookAround(10_000, [sold(2000, 100)], reads, 150) ?? expect.fail()
    expect(rangeOf(around)).toEqual({ lowMilli: 10_000, highMilli: 12_000 })
  })

  it('is what a read said that was made at that very instant', () => {
    const around = bookAround(10_000, [sold(2000, 100), sold(1000, 200)], reads, 200)
    expect(around).toEqual({ beforeAt: 200, beforeMilli: 11_000, afterAt: 200, afterMilli: 11_000 })
  })

  it('is unknown before the first read and after the last', () => {
    expect(bookAround(10_000, [], reads, -1)).toBeNull()
    expect(bookAround(10_000, [], reads, 301)).toBeNull()
  })

  it('always holds what the book said at the instant, however it changed between the reads', () => {
    const history = fc.array(
      fc.record({ at: fc.integer({ min: 1, max: 300 }), quantityMilli: fc.integer({ min: -9000, max: -1 }) }),
      { maxLength: 12 },
    )
    forAll([history, fc.integer({ min: 0, max: 300 })], (sales, at) => {
      const bookAt = (instant: number) =>
        sales.reduce((sum, sale) => (sale.at <= instant ? sum + sale.quantityMilli : sum), 100_000)
      const changes = reads.slice(1).map((by, index): BookChange => {
        const after = reads[index] ?? 0
        return { after, by, quantityMilli: bookAt(by) - bookAt(after) }
      })
      const around = bookAround(bookAt(300), changes, reads, at) ?? expect.fail()
      const { lowMilli, highMilli } = rangeOf(around)
      expect(bookAt(at)).toBeGreaterThanOrEqual(lowMilli)
      expect(bookAt(at)).toBeLessThanOrEqual(highMilli)
      // Counted right: nothing differs, whenever it was sold.
      expect(expectedWithin(around, bookAt(at))).toBe(bookAt(at))
    })
  })
})

describe('what is expected within a range', () => {
  const around = { beforeAt: 100, beforeMilli: 14_000, afterAt: 200, afterMilli: 12_000 }
  it('is what was counted where that lies within, and else the nearer end', () => {
    expect(
      [10_000, 12_000, 13_000, 14_000, 15_000].map((counted) => expectedWithin(around, counted)),
    ).toEqual([12_000, 12_000, 13_000, 14_000, 14_000])
  })
})
