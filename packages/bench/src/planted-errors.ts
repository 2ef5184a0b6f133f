import { DAYS, type MovedLine } from './iowa-movements.ts'
import { normal, poisson, randomOf, type Random } from './planted-chance.ts'

/**
 * Errors planted into five stores' real movements, to measure how well a score finds them. What is drawn, how often and why is said at
 * each kind; the figures are of `../shared/data/demo/error-model`, or said to be ours. It was written before the score was, and knows
 * nothing of it.
 *
 * Two things are kept apart day by day: what lies there, and what the book says. Theft changes the one, wrong records the other. Where
 * nothing lies there nothing is sold, whatever the data sold that day; the book then stands still too, and an order for it is refused.
 */

/** What anybody may know of a line on the evening of the last day: the book and its history. */
export interface KnownLine {
  readonly store: string
  readonly sku: string
  readonly category: string
  readonly price: number
  /** What the book says lies there, in units; may be below 0. */
  readonly book: number
  /** As the book has them, over `DAYS` days. */
  readonly soldUnits: number
  readonly deliveries: number
  readonly deliveredUnits: number
  /** Days since the book last had a sale; null where it has none in all of the `DAYS`. */
  readonly daysSinceSale: number | null
  readonly daysSinceCount: number
  /** What its last count found, counted less book, in units. */
  readonly lastVariance: number
  /** Orders that the store refused or picked short since the last count, within `DAYS`. */
  readonly rejections: number
}

export interface PlantedStores {
  readonly known: readonly KnownLine[]
  /** What lies there, line by line in the order of `known`. Only who measures looks at it. */
  readonly physical: readonly number[]
}

/**
 * How much goes wrong. `published`: loss and error as often as the surveys of shrink say, by which 0.37 of the records are wrong; a score
 * is judged there. The others multiply all of it until the share of records that are wrong is a published one: DeHoratius & Raman 2008
 * (0.65 of the records of a retailer's 37 stores), and Schrady 1965 (0.29 of warehouses'). `planted-errors.test.ts` holds the shares.
 */
export const levels = { published: 1, retail: 7.8, warehouse: 0.5 } as const
export type Level = keyof typeof levels

/** Shrink as a share of sales, and what causes it. NRF, National Retail Security Survey 2023 (financial year 2022). */
const SHRINK = 0.0157
const THEFT = 0.3615 + 0.2885
const PROCESS = 0.2729

/**
 * Units in a hundred sold, each kind. Records that say too much and too little are equally common (Rekik, Syntetos & Glock 2019), so that
 * what goes wrong in favour of the store is as much as all that is lost. Nobody publishes which part of the wrong records comes from
 * the till and which from receiving: half each is ours.
 */
const STOLEN = SHRINK * THEFT
/** Sold as another product of its category: one record says too much, the other too little. */
const WRONG_ITEM = (SHRINK * PROCESS) / 2
/** Booked as sold and still there: a sale entered twice, a return not booked. */
const BOOKED_TWICE = (SHRINK * THEFT) / 2
/** Delivered less than was booked; and more. */
const RECEIVED_SHORT = (SHRINK * PROCESS) / 2
const RECEIVED_OVER = (SHRINK * (THEFT + PROCESS)) / 2
/** Of the units in wrong deliveries those that come as a whole case, where the delivery had one. Ours. */
const BY_CASE = 0.5

/**
 * A count is right in 85 of 100 (Hardgrave 2009: a barcode count against RFID). A wrong one misses a unit that is there, or has one twice:
 * which is not published, and half each is ours.
 */
const MISCOUNTED = 0.15

/**
 * Some categories and stores go wrong more: 0.264 of the variance of inaccuracy lies between categories, 0.027 between stores (DeHoratius
 * & Raman 2008). Taken on the scale on which errors come by the hour (complementary log-log, whose own variance is π²/6), log-normal, mean 1.
 */
const WITHIN = Math.PI ** 2 / 6
const BETWEEN_CATEGORIES = (0.264 / (1 - 0.264 - 0.027)) * WITHIN
const BETWEEN_STORES = (0.027 / (1 - 0.264 - 0.027)) * WITHIN

/** Every line is counted once a year, each on its own day. Ours. */
const COUNTED_EVERY = 365

/** Of the units asked for those that come as orders, which somebody picks: what the US Census gives for e-commerce in retail, about. */
const ORDERED = 0.15
/** Of the orders for what is there those that nobody finds (Raman, DeHoratius & Ton 2001: one in six customers who asked for help). */
const NOT_FOUND = 1 / 6

/** Plants errors at a level, from a seed: the same of both gives the same stores. */
export function plantErrors(lines: readonly MovedLine[], level: Level, seed: number): PlantedStores {
  const random = randomOf(seed)
  const fragile = fragilityOf(lines, random)
  const states = lines.map((line) => begin(line, levels[level] * fragile(line), random))
  const siblings = Map.groupBy(states, ({ line }) => `${line.store} ${line.category}`)
  for (let day = 0; day < DAYS; day += 1) {
    for (const state of states) {
      receive(state, day, random)
      sell(state, day, siblings.get(`${state.line.store} ${state.line.category}`) ?? [], random)
      if (day === state.countDay) count(state, random)
    }
  }
  return { known: states.map(known), physical: states.map(({ physical }) => physical) }
}

interface State {
  readonly line: MovedLine
  /** By how much more goes wrong here than the rates say. */
  readonly rate: number
  /** In days after the first; before 0 it was counted before the movements began. */
  readonly countDay: number
  physical: number
  book: number
  lastVariance: number
  readonly bookedSales: number[]
  deliveries: number
  deliveredUnits: number
  rejections: number
}

/** The line as it enters the first day, with what went wrong since its last count at the pace of its `DAYS`. */
function begin(line: MovedLine, rate: number, random: Random): State {
  const countDay = DAYS - 1 - Math.floor(random() * COUNTED_EVERY)
  const lastCount = countDay >= 0 ? countDay - COUNTED_EVERY : countDay
  const before = drift(line, rate, COUNTED_EVERY, random)
  const slip = miscount(line.opening, random)
  const since = drift(line, rate, -lastCount, random)
  return {
    line,
    rate,
    countDay,
    physical: Math.max(0, line.opening - since.stolen),
    book: line.opening + since.booked + slip,
    lastVariance: slip - before.stolen - before.booked,
    bookedSales: Array.from({ length: DAYS }, () => 0),
    deliveries: 0,
    deliveredUnits: 0,
    rejections: 0,
  }
}

/** What goes wrong in so many days of which the movements are not known: units that are gone, and by how much the book is too high. */
function drift(
  line: MovedLine,
  rate: number,
  days: number,
  random: Random,
): { readonly stolen: number; readonly booked: number } {
  const share = days / DAYS
  const sold = sum(line.sold) * share * rate
  const received = sum(line.received.map((units) => Math.max(0, units))) * share * rate
  const single = received * (1 - BY_CASE)
  const cases = (received * BY_CASE) / line.pack
  const short = poisson(single * RECEIVED_SHORT, random) + line.pack * poisson(cases * RECEIVED_SHORT, random)
  const over = poisson(single * RECEIVED_OVER, random) + line.pack * poisson(cases * RECEIVED_OVER, random)
  // As often as its sales are booked on another, another's are booked on it.
  const till =
    poisson(sold * WRONG_ITEM, random) -
    poisson(sold * WRONG_ITEM, random) -
    poisson(sold * BOOKED_TWICE, random)
  return { stolen: poisson(sold * STOLEN, random), booked: till + short - over }
}

function receive(state: State, day: number, random: Random): void {
  const units = state.line.received[day] ?? 0
  if (units === 0) return
  const pack = state.line.pack
  const hits = (rate: number): number => {
    const cases = units >= pack ? (units * BY_CASE) / pack : 0
    const single = units - cases * pack
    return poisson(single * rate * state.rate, random) + pack * poisson(cases * rate * state.rate, random)
  }
  const wrong = units > 0 ? hits(RECEIVED_OVER) - hits(RECEIVED_SHORT) : 0
  state.physical = Math.max(0, state.physical + units + wrong)
  state.book += units
  state.deliveries += 1
  state.deliveredUnits += units
}

function sell(state: State, day: number, siblings: readonly State[], random: Random): void {
  const wanted = state.line.sold[day] ?? 0
  for (let unit = 0; unit < wanted; unit += 1) {
    if (random() < STOLEN * state.rate) state.physical = Math.max(0, state.physical - 1)
    const isOrder = random() < ORDERED
    const isFound = state.physical > 0 && !(isOrder && random() < NOT_FOUND)
    if (!isFound) {
      // Nobody orders what the book does not have.
      if (isOrder && state.book > 0) state.rejections += 1
      continue
    }
    state.physical -= 1
    const other =
      random() < WRONG_ITEM * state.rate ? siblings[Math.floor(random() * siblings.length)] : undefined
    bookSale(other ?? state, day)
    if (random() < BOOKED_TWICE * state.rate) bookSale(state, day)
  }
}

function bookSale(state: State, day: number): void {
  state.book -= 1
  state.bookedSales[day] = (state.bookedSales[day] ?? 0) + 1
}

/** The book becomes what was counted. */
function count(state: State, random: Random): void {
  const counted = state.physical + miscount(state.physical, random)
  state.lastVariance = counted - state.book
  state.book = counted
  state.rejections = 0
}

/** By how much a count of so many units is wrong. What is empty is seen to be. */
function miscount(units: number, random: Random): number {
  if (units === 0 || random() >= MISCOUNTED) return 0
  return random() < 0.5 ? 1 : -1
}

function known(state: State): KnownLine {
  const lastSale = state.bookedSales.findLastIndex((units) => units > 0)
  return {
    store: state.line.store,
    sku: state.line.sku,
    category: state.line.category,
    price: state.line.price,
    book: state.book,
    soldUnits: sum(state.bookedSales),
    deliveries: state.deliveries,
    deliveredUnits: state.deliveredUnits,
    daysSinceSale: lastSale < 0 ? null : DAYS - 1 - lastSale,
    daysSinceCount: DAYS - 1 - state.countDay,
    lastVariance: state.lastVariance,
    rejections: state.rejections,
  }
}

/** How much more than others a line's category and store go wrong: drawn in the order of their names. */
function fragilityOf(lines: readonly MovedLine[], random: Random): (line: MovedLine) => number {
  const draw = (names: readonly string[], variance: number) =>
    new Map(
      [...new Set(names)]
        .toSorted()
        .map((name) => [name, Math.exp(Math.sqrt(variance) * normal(random) - variance / 2)]),
    )
  const categories = draw(
    lines.map(({ category }) => category),
    BETWEEN_CATEGORIES,
  )
  const stores = draw(
    lines.map(({ store }) => store),
    BETWEEN_STORES,
  )
  return ({ category, store }) => (categories.get(category) ?? 1) * (stores.get(store) ?? 1)
}

function sum(units: readonly number[]): number {
  return units.reduce((total, each) => total + each, 0)
}
