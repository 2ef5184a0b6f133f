import { routes, type Call } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { expect } from '@playwright/test'
import { bookOf, catalogueOf, linesOf, type BookLine } from './books.ts'
import { CLOTHING, OUTDOOR, PANTRY } from './planning.ts'

/** A code that is in nobody's catalogue. */
export const UNKNOWN_CODE = '8800112233445'

/** One product in one bin: what the book says, what really lies there, and how the counter meets it. */
export interface Line extends BookLine {
  /** In milli-units. */
  readonly truthMilli: number
  /**
   * `case`: a case more than in the book, scanned by the case's code · `zero`: nothing there, counted as zero · `never`: nothing
   * there, and nobody says so · `unknown`: one piece carries a code nobody knows · `undo`: one scan too many, taken back.
   */
  readonly how: 'plain' | 'case' | 'zero' | 'never' | 'unknown' | 'undo'
  /** What is scanned of it; null where it has no code, or one whose meaning this count has settled for another product. */
  readonly code: string | null
}

export interface Shelves {
  readonly outdoor: readonly Line[]
  readonly pantry: readonly Line[]
  readonly clothing: readonly Line[]
}

/** The shelves of the three areas: as in the book but for what is planted here. */
export async function shelves(call: Call, facilityId: FacilityId): Promise<Shelves> {
  const { areas } = await call(routes.facility, { params: { facilityId } })
  const binsOf = (name: string): ReadonlySet<string> =>
    new Set(areas.find((area) => area.name === name)?.locations.map(({ code }) => code))
  const catalogue = await catalogueOf(call, facilityId)
  const bins = new Set([OUTDOOR, PANTRY, CLOTHING].flatMap((name) => [...binsOf(name)]))
  const book = (await bookOf(call, facilityId, catalogue, bins)).filter(({ onHandMilli }) => onHandMilli > 0)
  const of = (name: string): readonly BookLine[] => book.filter(({ bin }) => binsOf(name).has(bin))
  return {
    outdoor: plant(of(OUTDOOR), ['zero', 'unknown', 'undo']),
    pantry: plant(of(PANTRY), ['case']),
    clothing: plant(of(CLOTHING), ['never', 'undo']),
  }
}

/** Plants each deviation once, on the first line it can be played on; the rest is as the book says. */
function plant(lines: readonly BookLine[], kinds: readonly Line['how'][]): readonly Line[] {
  const left = new Set(kinds)
  const meanings = new Map<string, string>()
  return lines.map((line) => {
    const how = kinds.find((kind) => left.has(kind) && canPlay(kind, line)) ?? 'plain'
    left.delete(how)
    const code = codeOf(line.product.codes, (packUnits) => packUnits === 1)
    if (code !== null && !meanings.has(code)) meanings.set(code, line.product.sku)
    const means = code === null ? null : meanings.get(code)
    return { ...line, how, truthMilli: truthOf(how, line), code: means === line.product.sku ? code : null }
  })
}

/** What is printed of a code: the catalogue's normal form of a GTIN has 14 digits, an EAN-13 has not. */
export function codeOf(
  codes: BookLine['product']['codes'],
  wanted: (packUnits: number) => boolean,
): string | null {
  const key = codes.find(([, packUnits]) => wanted(packUnits))?.[0] ?? null
  return key !== null && /^0\d{13}$/.test(key) ? key.slice(1) : key
}

function canPlay(kind: Line['how'], { product, onHandMilli }: BookLine): boolean {
  const simple = product.tracking === 'none' && !product.decimals
  if (kind === 'case') return simple && product.codes.some(([, packUnits]) => packUnits > 1)
  return simple && product.codes.some(([, packUnits]) => packUnits === 1) && onHandMilli >= 2000
}

function truthOf(how: Line['how'], { product, onHandMilli }: BookLine): number {
  if (how === 'zero' || how === 'never') return 0
  if (how !== 'case') return onHandMilli
  return onHandMilli + 1000 * Math.max(...product.codes.map(([, packUnits]) => packUnits))
}

/** What a review of these lines has to show, and nothing else. */
export function planted(lines: readonly Line[]): readonly string[] {
  return lines
    .filter(({ truthMilli, onHandMilli }) => truthMilli !== onHandMilli)
    .map(({ product, bin, truthMilli, onHandMilli }) => `${product.sku} ${bin} ${truthMilli - onHandMilli}`)
    .toSorted()
}

/** How much of the lines has been sold, in milli-units, since they were counted. */
export async function soldOf(call: Call, facilityId: FacilityId, lines: readonly Line[]): Promise<number> {
  let sold = 0
  for (const line of lines) sold += line.onHandMilli - (await inBook(call, facilityId, line)).onHandMilli
  return sold
}

/** The book says what was counted, less what has been sold since. */
export async function expectBook(call: Call, facilityId: FacilityId, line: Line): Promise<void> {
  const { onHandMilli, soldMilli } = await inBook(call, facilityId, line)
  expect(onHandMilli, `${line.product.sku} in ${line.bin}`).toBe(line.truthMilli - soldMilli)
}

/** Our mirror of the backend shows what the backend holds. */
export async function expectMirror(
  call: Call,
  facilityId: FacilityId,
  lines: readonly Line[],
): Promise<void> {
  for (const { product } of lines.filter(({ truthMilli, onHandMilli }) => truthMilli !== onHandMilli)) {
    const { items } = await call(routes.stock, { params: { facilityId }, query: { q: product.sku } })
    const item = items.find(({ sku }) => sku === product.sku)
    expect(item?.mirroredMilli, product.sku).toBe(item?.onHandMilli)
  }
}

/**
 * The card of every line that was adjusted: as of the moment it was first read it says what it said then, and its value is its
 * quantity at the average cost, to the rounding of that cost.
 */
export async function expectPastAndValue(
  call: Call,
  facilityId: FacilityId,
  lines: readonly Line[],
): Promise<void> {
  for (const line of lines.filter(({ truthMilli, onHandMilli }) => truthMilli !== onHandMilli)) {
    const params = { facilityId, productId: line.product.productId }
    const then = await call(routes.stockCard, { params, query: { asOf: String(line.readAt) } })
    expect(linesOf(then, line.product).find(({ bin }) => bin === line.bin)?.onHandMilli).toBe(
      line.onHandMilli,
    )
    const now = await call(routes.stockCard, { params, query: {} })
    if (now.valueMicros === null || now.averageCostMicros === null) continue
    const off = BigInt(now.valueMicros) * 1000n - BigInt(now.averageCostMicros) * BigInt(now.onHandMilli)
    expect((off < 0n ? -off : off) <= BigInt(now.onHandMilli), line.product.sku).toBe(true)
  }
}

async function inBook(
  call: Call,
  facilityId: FacilityId,
  line: Line,
): Promise<{ readonly onHandMilli: number; readonly soldMilli: number }> {
  const { productId } = line.product
  const card = await call(routes.stockCard, { params: { facilityId, productId }, query: {} })
  const here = linesOf(card, line.product).find(({ bin }) => bin === line.bin)
  // The demo's history ends before it is made; what is recorded after that was sold while the test ran.
  const made = Math.max(
    ...card.events.filter(({ kind }) => kind === 'opening').map(({ recordedAt }) => recordedAt),
    0,
  )
  const sales = card.events.filter(
    ({ kind, bin, at, recordedAt }) =>
      kind === 'sale' && bin === line.bin && recordedAt > made && at > line.readAt,
  )
  return {
    onHandMilli: here?.onHandMilli ?? 0,
    soldMilli: -sales.reduce((sum, { quantityMilli }) => sum + quantityMilli, 0),
  }
}
