import { NINE } from '@cyclecount/ledger/testing'
import type { IowaDayLine } from '@cyclecount/ledger/iowa-fixture'

/** A count of a store while it sells, second by second: what is planted, what is sold and booked when, and what the counters then find. */
export interface IowaDay {
  /** What the book says when the count begins; every line of the data, in units. */
  readonly lines: readonly IowaDayLine[]
  readonly found: readonly Found[]
  readonly sales: readonly Sale[]
  /** By `placeOf`: by how many units what lies there differs from what the book should say, and never because of a sale. */
  readonly planted: ReadonlyMap<string, number>
  readonly shrunk: number
  readonly misplaced: number
}

export interface Sale {
  readonly sku: string
  readonly bin: string
  readonly units: number
  readonly at: number
  /** When the book hears of it. */
  readonly booked: 'at once' | 'before the comparison' | 'after the comparison'
}

/** So many units of a product, seen in a bin at an instant. */
export interface Found {
  readonly sku: string
  readonly bin: string
  readonly zone: string
  readonly units: number
  readonly at: number
}

const MINUTE = 60_000
/** The count begins an hour after the doors open and takes four. */
const BEGINS = NINE + 60 * MINUTE
export const ENDS = BEGINS + 240 * MINUTE

/** Of the lines that can lose anything so many lose some units, and of so many some lie in another bin. */
const SHRUNK = 0.05
const MISPLACED = 0.03
const AT_MOST = 3
/** Of the sales so many are booked late: tills without a network. Half of them only after the count was compared. */
const LATE = 0.2

export function placeOf({ sku, bin }: { readonly sku: string; readonly bin: string }): string {
  return `${sku} ${bin}`
}

/** Plays the last day of a store: the same seed is the same day. Nobody sells what does not lie there. */
export function playIowaDay(lines: readonly IowaDayLine[], seed: number): IowaDay {
  const random = randomOf(seed)
  const bins = [...new Set(lines.map(({ bin }) => bin))].toSorted()
  const zoneOf = new Map(lines.map(({ bin, zone }) => [bin, zone]))
  const planted = new Map<string, number>()
  const strayed: (typeof lines)[number][] = []
  let shrunk = 0
  for (const line of lines) {
    const spare = bookAtDawn(line) - line.sold
    const chance = random()
    const units = 1 + Math.floor(random() * AT_MOST)
    const bin = bins[Math.floor(random() * bins.length)] ?? line.bin
    if (spare < units || chance >= SHRUNK + MISPLACED) continue
    if (chance >= SHRUNK && bin === line.bin) continue
    planted.set(placeOf(line), -units)
    if (chance < SHRUNK) shrunk += 1
    else {
      planted.set(placeOf({ sku: line.sku, bin }), units)
      strayed.push({ ...line, bin, zone: zoneOf.get(bin) ?? line.zone, morning: 0, received: 0, sold: 0 })
    }
  }
  const sales = lines.flatMap((line) => salesOf(line, random))
  const places = [...lines, ...strayed].toSorted((a, b) => (walkOf(a) < walkOf(b) ? -1 : 1))
  const found = places.map((line, index): Found => {
    // Seconds of sales are odd, of scans even.
    const at = BEGINS + Math.floor((index / places.length) * ((ENDS - BEGINS) / 2000)) * 2000
    const gone = sum(sales.filter((sale) => placeOf(sale) === placeOf(line) && sale.at < at))
    const units = bookAtDawn(line) + (planted.get(placeOf(line)) ?? 0) - gone
    return { sku: line.sku, bin: line.bin, zone: line.zone, units, at }
  })
  return { lines, found, sales, planted, shrunk, misplaced: strayed.length }
}

/** With the day's deliveries, which came before the doors opened. */
export function bookAtDawn({ morning, received }: Pick<IowaDayLine, 'morning' | 'received'>): number {
  return morning + received
}

function salesOf(line: IowaDayLine, random: () => number): readonly Sale[] {
  return Array.from({ length: line.sold }, () => {
    const at = BEGINS + Math.floor(random() * ((ENDS - BEGINS) / 2000)) * 2000 + 1000
    const late = random()
    const booked =
      late >= LATE ? 'at once' : late >= LATE / 2 ? 'before the comparison' : 'after the comparison'
    return { sku: line.sku, bin: line.bin, units: 1, at, booked }
  })
}

function walkOf({ zone, bin, sku }: IowaDayLine): string {
  return `${zone} ${bin} ${sku}`
}

function sum(sales: readonly Sale[]): number {
  return sales.reduce((total, { units }) => total + units, 0)
}

/** Mulberry32: the same seed gives the same numbers everywhere. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
