import { describe, expect, test } from 'vitest'
import { bookOf, positionKey, type DemoPosition } from './book.ts'
import { demoRetailer } from './retailer.ts'
import { demoSales } from './sales.ts'
import { demoShelf } from './shelf.ts'

const now = Date.UTC(2026, 10, 21, 13, 40)
const retailer = demoRetailer({ seed: '1', now })

/** Sells `count` times, with the book kept up as the ledger would. */
function sell(facility: string, count: number) {
  const next = demoSales({ retailer, seed: '1' })
  let positions: readonly DemoPosition[] = bookOf(retailer)
  const sales = []
  for (let turn = 0; turn < count; turn += 1) {
    const sale = next({ facility, at: now + turn * 5000, positions })
    if (sale === null) break
    const key = positionKey(sale)
    positions = positions.map((position) =>
      positionKey(position) === key
        ? { ...position, quantityMilli: position.quantityMilli + sale.quantityMilli }
        : position,
    )
    sales.push(sale)
  }
  return { sales, positions }
}

describe('sales while the demo runs', () => {
  test('are the same for the same seed', () => {
    expect(sell('S12', 50).sales).toEqual(sell('S12', 50).sales)
  })

  test('never take more than is there, and end when nothing is left to sell', () => {
    const { sales, positions } = sell('S12', 5000)
    expect(positions.every((position) => position.facility !== 'S12' || position.quantityMilli >= 0)).toBe(
      true,
    )
    expect(sales.length).toBeGreaterThan(200)
    expect(sales.length).toBeLessThan(5000)
  })

  test('happen at the facility asked for, on the shop floor, each under a number of its own', () => {
    const { sales } = sell('S27', 200)
    expect(new Set(sales.map((sale) => sale.facility))).toEqual(new Set(['S27']))
    expect(sales.every((sale) => !/^[RS]-/.test(sale.bin))).toBe(true)
    expect(new Set(sales.map((sale) => sale.sourceRef)).size).toBe(sales.length)
  })

  test('leave positions alone whose shelf differs from the book', () => {
    const planted = new Set(demoShelf(retailer, '1').deviations.map(positionKey))
    expect(sell('S12', 5000).sales.some((sale) => planted.has(positionKey(sale)))).toBe(false)
  })

  test('know nothing to sell where nothing is in the book', () => {
    expect(demoSales({ retailer, seed: '1' })({ facility: 'S12', at: now, positions: [] })).toBeNull()
  })
})
