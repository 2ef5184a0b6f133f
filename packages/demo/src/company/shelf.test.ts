import { gtinFrom } from '@cyclecount/barcode'
import { describe, expect, test } from 'vitest'
import { bookOf, positionKey } from './book.ts'
import { demoRetailer, demoStoryFacility } from './retailer.ts'
import { demoShelf } from './shelf.ts'

const retailer = demoRetailer({ seed: '1', now: Date.UTC(2026, 10, 21, 13, 40) })
const shelf = demoShelf(retailer, '1')

describe('the shelf', () => {
  test('is the same for the same seed', () => {
    expect(demoShelf(retailer, '1')).toEqual(shelf)
  })

  test('differs from the book by the listed deviations and nothing else', () => {
    const truth = new Map(shelf.lines.map((line) => [positionKey(line), line.quantityMilli]))
    const explained = new Map(
      bookOf(retailer).map((position) => [positionKey(position), position.quantityMilli]),
    )
    for (const deviation of shelf.deviations) {
      expect(explained.get(positionKey(deviation)) ?? 0).toBe(deviation.bookMilli)
      explained.set(positionKey(deviation), deviation.shelfMilli)
      if (deviation.foundBin !== null) {
        explained.set(
          positionKey({ ...deviation, bin: deviation.foundBin }),
          deviation.bookMilli - deviation.shelfMilli,
        )
      }
    }
    for (const [key, milli] of explained) expect(truth.get(key) ?? 0, key).toBe(milli)
    expect([...truth.keys()].every((key) => explained.has(key))).toBe(true)
  })

  test('has every kind of deviation in the small store, and no position has two', () => {
    const kinds = new Set(
      shelf.deviations.filter(({ facility }) => facility === demoStoryFacility).map(({ kind }) => kind),
    )
    expect(kinds).toEqual(new Set(['missing', 'gone', 'surplus', 'misplaced', 'not-in-book']))
    expect(new Set(shelf.deviations.map(positionKey)).size).toBe(shelf.deviations.length)
  })

  test('is right about most positions', () => {
    expect(shelf.deviations.length).toBeLessThan(shelf.lines.length / 10)
  })

  test('never holds less than nothing', () => {
    expect(shelf.lines.every((line) => line.quantityMilli > 0)).toBe(true)
  })

  test('carries valid codes that the catalogue does not know, on products that it has no code for', () => {
    const known = new Set(retailer.barcodes.map((barcode) => barcode.code))
    expect(shelf.unlistedCodes.length).toBe(6)
    for (const { code } of shelf.unlistedCodes) {
      expect(gtinFrom(code)).not.toBeNull()
      expect(known.has(code)).toBe(false)
    }
    const story = new Set(
      shelf.lines.filter(({ facility }) => facility === demoStoryFacility).map(({ sku }) => sku),
    )
    expect(shelf.unlistedCodes.some(({ sku }) => story.has(sku))).toBe(true)
  })
})
