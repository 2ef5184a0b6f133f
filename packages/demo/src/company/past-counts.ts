import type { RetailerData } from '@cyclecount/ledger'
import { demoAreas, type DemoArea } from './areas.ts'
import { demoPeople } from '../people.ts'
import { createRandom, type Random } from './random.ts'

/** A count of one area from before this product was there. */
export interface PastCount {
  readonly facility: string
  readonly area: DemoArea
  /** The `sub` of who counted, of the manager who decided and of who accepted it at headquarters. */
  readonly countedBy: string
  readonly decidedBy: string
  readonly acceptedBy: string
  /** UTC ms. */
  readonly startedAt: number
  readonly lines: readonly PastLine[]
}

/** A product in a bin, by the book at that time and as it was counted. */
export interface PastLine {
  readonly bin: string
  readonly sku: string
  readonly bookMilli: number
  readonly countedMilli: number
  /** Why they differ, the code of a reason; null where they agree. */
  readonly reason: string | null
}

const DAY_MS = 24 * 60 * 60 * 1000
const MONTHS = 12
const AREAS_A_MONTH = 2
const MOST_LINES = 45
/** Of a thousand records as many are wrong a year ago; every month it gets a little better. */
const WRONG_PER_MILLE = 210
const BETTER_A_MONTH = 9

const shortReasons = [
  'theft-or-loss',
  'theft-or-loss',
  'damaged',
  'sold-not-booked',
  'misplaced',
  'used-in-store',
]
const overReasons = [
  'found-stock',
  'misplaced',
  'receiving-error',
  'returned-not-booked',
  'miscounted-before',
]

/**
 * The last year's cycle counts of every facility: a few areas a month in turn, against the book as it was then. What they found is made up,
 * a little less of it every month; the ledger knows nothing of them, for they were posted in the system before this one.
 */
export function demoPastCounts(options: {
  readonly retailer: RetailerData
  readonly seed: string
  readonly now: number
}): readonly PastCount[] {
  const { retailer, seed, now } = options
  const random = createRandom(`quillmere-past-counts/${seed}`)
  const plain = new Set(retailer.products.filter(isPlain).map((product) => product.sku))
  const planned = [...Map.groupBy(demoAreas(retailer), (area) => area.facility)].flatMap(
    ([facility, areas]) => plannedAt(facility, areas, now, random.fork(facility)),
  )
  const books = booksAt(retailer, planned, plain)
  return planned.map((count) => ({
    ...count,
    lines: found(
      books.get(count) ?? new Map(),
      count,
      now,
      random.fork(`${count.area.code}/${count.startedAt}`),
    ),
  }))
}

type Planned = Omit<PastCount, 'lines'>

/** A product whose pieces are alike. */
function isPlain(product: RetailerData['products'][number]): boolean {
  return product.tracking === 'none' && !product.decimals
}

function plannedAt(
  facility: string,
  areas: readonly DemoArea[],
  now: number,
  random: Random,
): readonly Planned[] {
  const here = demoPeople.flatMap(({ subject, grants }) =>
    grants.flatMap(({ role, facilityCode }) => (facilityCode === facility ? [{ subject, role }] : [])),
  )
  const counters = here.filter(({ role }) => role === 'associate')
  const manager = here.find(({ role }) => role === 'manager')
  const planner = demoPeople.find(({ grants }) => grants.some(({ role }) => role === 'planner'))
  if (manager === undefined || planner === undefined || counters.length === 0) return []
  return Array.from({ length: MONTHS }, (_, month) =>
    Array.from({ length: Math.min(AREAS_A_MONTH, areas.length) }, (__, turn): Planned[] => {
      const area = areas[(month * AREAS_A_MONTH + turn) % areas.length]
      if (area === undefined) return []
      const days = (MONTHS - month) * 30 - 12 + turn
      return [
        {
          facility,
          area,
          countedBy: random.pick(counters).subject,
          decidedBy: manager.subject,
          acceptedBy: planner.subject,
          startedAt: now - days * DAY_MS + random.between(0, 90) * 60_000,
        },
      ]
    }).flat(),
  ).flat()
}

type Book = ReadonlyMap<
  string,
  { readonly bin: string; readonly sku: string; readonly quantityMilli: number }
>

/** What each count's area held by the book when it began: one walk through the history. */
function booksAt(
  retailer: RetailerData,
  planned: readonly Planned[],
  plain: ReadonlySet<string>,
): ReadonlyMap<Planned, Book> {
  const running = new Map<string, Map<string, { bin: string; sku: string; quantityMilli: number }>>()
  const add = (change: { facility: string; bin: string; sku: string; quantityMilli: number }) => {
    if (!plain.has(change.sku)) return
    const place = `${change.facility}/${change.bin}`
    const shelf = running.get(place) ?? new Map<string, { bin: string; sku: string; quantityMilli: number }>()
    running.set(place, shelf)
    const quantityMilli = (shelf.get(change.sku)?.quantityMilli ?? 0) + change.quantityMilli
    shelf.set(change.sku, { bin: change.bin, sku: change.sku, quantityMilli })
  }
  for (const opening of retailer.opening) add(opening)
  const books = new Map<Planned, Book>()
  const waiting = planned.toSorted((a, b) => a.startedAt - b.startedAt)
  const take = (until: number) => {
    while (waiting[0] !== undefined && waiting[0].startedAt <= until) {
      const [count] = waiting.splice(0, 1)
      if (count === undefined) return
      const lines = count.area.bins.flatMap((bin) => [
        ...(running.get(`${count.facility}/${bin}`)?.values() ?? []),
      ])
      books.set(count, new Map(lines.map((line) => [`${line.bin}/${line.sku}`, line])))
    }
  }
  for (const movement of retailer.movements) {
    take(movement.at)
    add(movement)
  }
  take(Number.POSITIVE_INFINITY)
  return books
}

function found(book: Book, count: Planned, now: number, random: Random): readonly PastLine[] {
  const age = Math.round((now - count.startedAt) / (30 * DAY_MS))
  const wrong = WRONG_PER_MILLE - (MONTHS - age) * BETTER_A_MONTH
  return [...book.values()]
    .filter(({ quantityMilli }) => quantityMilli > 0)
    .slice(0, MOST_LINES)
    .map(({ bin, sku, quantityMilli }): PastLine => {
      const line = { bin, sku, bookMilli: quantityMilli }
      if (!random.chance(wrong)) return { ...line, countedMilli: quantityMilli, reason: null }
      if (random.chance(680)) {
        const gone = Math.min(
          quantityMilli / 1000,
          random.chance(850) ? random.between(1, 2) : random.between(3, 6),
        )
        return { ...line, countedMilli: quantityMilli - gone * 1000, reason: random.pick(shortReasons) }
      }
      const more = random.between(1, 3)
      return { ...line, countedMilli: quantityMilli + more * 1000, reason: random.pick(overReasons) }
    })
}
