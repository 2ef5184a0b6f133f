import { createHash } from 'node:crypto'
import { gtinFrom, parseCode } from '@cyclecount/barcode'
import { isQuantity } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import { bookOf, positionKey } from './book.ts'
import { demoRetailer, demoStoryFacility, type DemoRetailer } from './retailer.ts'

const hour = 60 * 60_000
const now = Date.UTC(2026, 10, 21, 13, 40)
const retailer = demoRetailer({ seed: '1', now })

function hashOf(data: DemoRetailer): string {
  const text = JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  return createHash('sha256').update(text).digest('hex')
}

describe('the same seed', () => {
  test('gives the same company to the last movement', () => {
    expect(hashOf(demoRetailer({ seed: '1', now }))).toBe(hashOf(retailer))
  })

  test('gives the same products, codes and bins on another day', () => {
    const later = demoRetailer({ seed: '1', now: now + 40 * 24 * hour + 7 * hour })
    expect(later.products).toEqual(retailer.products)
    expect(later.barcodes).toEqual(retailer.barcodes)
    expect(later.locations).toEqual(retailer.locations)
  })

  test('is what the history depends on: another one gives another history', () => {
    expect(hashOf(demoRetailer({ seed: '2', now }))).not.toBe(hashOf(retailer))
  })
})

describe('facilities', () => {
  test('lie in zones that exist, no two in the same', () => {
    const zones = retailer.facilities.map((facility) => facility.timeZone)
    for (const timeZone of zones) {
      expect(new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone).toBe(timeZone)
    }
    expect(new Set(zones).size).toBe(retailer.facilities.length)
  })

  test('have bins whose names are unique in the facility', () => {
    const names = retailer.locations.map((place) => `${place.facility}/${place.bin}`)
    expect(new Set(names).size).toBe(names.length)
  })

  test('keep everything in bins, of products and lots, that there are', () => {
    const bins = new Set(retailer.locations.map((place) => `${place.facility}/${place.bin}`))
    const skus = new Set(retailer.products.map((product) => product.sku))
    const lots = new Set(retailer.lots.map((lot) => `${lot.sku}/${lot.lot}`))
    for (const entry of [...retailer.opening, ...retailer.movements]) {
      expect(bins.has(`${entry.facility}/${entry.bin}`), entry.bin).toBe(true)
      expect(skus.has(entry.sku), entry.sku).toBe(true)
      expect(entry.lot === null || lots.has(`${entry.sku}/${entry.lot}`), entry.sku).toBe(true)
    }
  })
})

describe('products', () => {
  test('are about two thousand with SKUs and titles of their own', () => {
    expect(retailer.products.length).toBeGreaterThan(1900)
    expect(retailer.products.length).toBeLessThan(2200)
    expect(new Set(retailer.products.map((product) => product.sku)).size).toBe(retailer.products.length)
    expect(new Set(retailer.products.map((product) => product.title)).size).toBe(retailer.products.length)
  })

  test('show everything a count can meet', () => {
    const countOf = (fits: (product: (typeof retailer.products)[number]) => boolean) =>
      retailer.products.filter(fits).length
    const coded = new Set(retailer.barcodes.map((barcode) => barcode.sku))
    expect(countOf((product) => product.tracking === 'lot')).toBe(40)
    expect(countOf((product) => product.tracking === 'serial')).toBe(19)
    expect(countOf((product) => product.decimals)).toBe(8)
    expect(countOf((product) => product.unitCostMicros === null)).toBe(8)
    expect(countOf((product) => !coded.has(product.sku))).toBe(6)
    expect(countOf((product) => product.title.length > 120)).toBeGreaterThanOrEqual(6)
  })

  test('cost less than they are sold for', () => {
    for (const { sku, unitCostMicros, priceMicros } of retailer.products) {
      expect(priceMicros ?? 0n, sku).toBeGreaterThan(unitCostMicros ?? 0n)
    }
  })

  test('have lots with a date, some of them past it', () => {
    const today = new Date(now).toISOString().slice(0, 10)
    expect(retailer.lots.every((lot) => /^\d{4}-\d\d-\d\d$/.test(lot.expiry ?? ''))).toBe(true)
    expect(retailer.lots.some((lot) => (lot.expiry ?? '') < today)).toBe(true)
    expect(retailer.lots.some((lot) => (lot.expiry ?? '') > today)).toBe(true)
  })
})

describe('codes', () => {
  const digits = retailer.barcodes.filter((barcode) => /^\d+$/.test(barcode.code))

  test('are valid trade item numbers of ranges that no real product uses', () => {
    for (const { code } of digits) {
      expect(gtinFrom(code), code).not.toBeNull()
      expect(parseCode(code).kind, code).toBe('gtin')
      const demonstration = /^\d?952/.test(code) && code.length >= 13
      const ownUse =
        (code.length === 12 && code.startsWith('4')) || (code.length === 13 && code.startsWith('20'))
      expect(demonstration || ownUse || (code.length === 8 && code.startsWith('2')), code).toBe(true)
    }
  })

  test('come in every length, and a few are no numbers at all', () => {
    expect(new Set(digits.map((barcode) => barcode.code.length))).toEqual(new Set([8, 12, 13, 14]))
    expect(retailer.barcodes.length - digits.length).toBe(4)
  })

  test('of fourteen digits are those of cases of 6, 12 or 24', () => {
    for (const { code, packUnits } of digits) {
      const fits = code.length === 14 ? [6, 12, 24] : [1]
      expect(fits, code).toContain(packUnits)
      expect(code.length !== 14 || /^[1-8]/.test(code), code).toBe(true)
    }
  })

  test('name one product, but for sixteen that name two', () => {
    const skusByCode = Map.groupBy(retailer.barcodes, (barcode) => barcode.code)
    const several = [...skusByCode.values()].filter((barcodes) => barcodes.length > 1)
    expect(several.map((barcodes) => barcodes.length)).toEqual(Array.from({ length: 16 }, () => 2))
  })
})

describe('the history', () => {
  test('never lets a position fall below zero where the facility forbids it', () => {
    const forbidden = new Set(
      retailer.facilities.filter((facility) => !facility.allowsNegativeStock).map(({ code }) => code),
    )
    const milliByPosition = new Map<string, number>()
    const below: string[] = []
    for (const { quantityMilli, ...entry } of [...retailer.opening, ...retailer.movements]) {
      const key = positionKey(entry)
      const milli = (milliByPosition.get(key) ?? 0) + quantityMilli
      milliByPosition.set(key, milli)
      if (milli < 0 && forbidden.has(entry.facility)) below.push(key)
    }
    expect(below).toEqual([])
  })

  test('adds up to a book of whole steps, with a few positions below zero where that is allowed', () => {
    const book = bookOf(retailer)
    const sum = [...retailer.opening, ...retailer.movements].reduce(
      (total, entry) => total + entry.quantityMilli,
      0,
    )
    expect(book.reduce((total, position) => total + position.quantityMilli, 0)).toBe(sum)
    expect(book.every((position) => isQuantity(position.quantityMilli))).toBe(true)
    const below = book.filter((position) => position.quantityMilli < 0)
    expect(below.length).toBe(6)
    expect(new Set(below.map((position) => position.facility))).toEqual(new Set(['S41']))
  })

  test('is in order of time, spans two years and ends hours before now, whatever the hour', () => {
    for (const later of [0, 5, 13]) {
      const { movements, opening } =
        later === 0 ? retailer : demoRetailer({ seed: '1', now: now + later * hour })
      const end = now + later * hour
      for (const [index, movement] of movements.entries()) {
        expect(movement.at).toBeGreaterThanOrEqual(movements[index - 1]?.at ?? 0)
      }
      const last = movements.at(-1)?.at ?? 0
      expect(last).toBeLessThan(end)
      expect(end - last).toBeLessThan(hour)
      expect(end - (opening[0]?.at ?? 0)).toBeGreaterThan(729 * 24 * hour)
    }
  })

  test('loads in seconds: at most sixty thousand movements', () => {
    expect(retailer.movements.length).toBeGreaterThan(20_000)
    expect(retailer.movements.length).toBeLessThan(60_000)
  })

  test('sells in stores only while they are open', () => {
    const format = (timeZone: string) =>
      new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', hourCycle: 'h23' })
    const formats = new Map(retailer.facilities.map((facility) => [facility.code, format(facility.timeZone)]))
    for (const sale of retailer.movements.filter((movement) => movement.kind === 'sale')) {
      const localHour = Number(formats.get(sale.facility)?.format(sale.at))
      expect(localHour).toBeGreaterThanOrEqual(9)
      expect(localHour).toBeLessThan(21)
    }
  })

  test('moves every refill out of one bin and into another', () => {
    const refills = retailer.movements.filter((movement) => movement.sourceRef.startsWith('REF-'))
    expect(refills.length).toBeGreaterThan(0)
    expect(refills.reduce((sum, movement) => sum + movement.quantityMilli, 0)).toBe(0)
  })

  test('gives to the stores what the warehouse sent them, under the same number', () => {
    const sent = new Map<string, number>()
    for (const movement of retailer.movements.filter(({ sourceRef }) => sourceRef.startsWith('TO-'))) {
      sent.set(movement.sourceRef, (sent.get(movement.sourceRef) ?? 0) + movement.quantityMilli)
    }
    const open = [...sent].filter(([, milli]) => milli !== 0)
    expect(sent.size).toBeGreaterThan(2000)
    expect(open.length).toBeLessThanOrEqual(60)
    expect(open.every(([, milli]) => milli < 0)).toBe(true)
  })

  test('gives each serial number to one unit, which is in one place or gone', () => {
    const serials = Map.groupBy(
      [...retailer.opening, ...retailer.movements].filter((entry) => entry.serial !== null),
      (entry) => `${entry.sku}/${entry.serial}`,
    )
    for (const [serial, entries] of serials) {
      expect(new Set(entries.map((entry) => `${entry.facility}/${entry.bin}`)).size, serial).toBe(1)
      expect([0, 1000]).toContain(entries.reduce((sum, entry) => sum + entry.quantityMilli, 0))
    }
  })
})

describe('the stock', () => {
  const lines = Map.groupBy(bookOf(retailer), (position) => position.facility)

  test('of a store is large, of the warehouse larger, of the small store countable by hand', () => {
    const skus = (facility: string) => new Set(lines.get(facility)?.map((position) => position.sku)).size
    expect(skus('S27')).toBeGreaterThan(700)
    expect(skus('S41')).toBeLessThan(1200)
    expect(skus('W01')).toBeGreaterThan(1200)
    expect(lines.get(demoStoryFacility)?.length).toBeGreaterThan(220)
    expect(lines.get(demoStoryFacility)?.length).toBeLessThan(280)
  })

  test('of the small store shows lots, serials, metres, kilograms, shared codes, two bins of one product', () => {
    const story = lines.get(demoStoryFacility) ?? []
    const units = new Map(retailer.products.map((product) => [product.sku, product.unit]))
    const skus = new Set(story.map((position) => position.sku))
    const codes = retailer.barcodes.filter((barcode) => skus.has(barcode.sku))
    const shared = [...Map.groupBy(codes, (barcode) => barcode.code).values()].filter(
      (both) => both.length === 2,
    )
    const bins = Map.groupBy(story, (position) => position.sku)
    expect(story.filter((position) => position.lot !== null).length).toBeGreaterThan(10)
    expect(story.filter((position) => position.serial !== null).length).toBeGreaterThan(2)
    expect(new Set(story.map((position) => units.get(position.sku)))).toEqual(new Set(['each', 'm', 'kg']))
    expect(shared.length).toBeGreaterThanOrEqual(4)
    expect(
      [...bins.values()].filter((positions) => new Set(positions.map(({ bin }) => bin)).size > 1).length,
    ).toBeGreaterThan(20)
  })
})
