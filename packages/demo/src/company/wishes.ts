import { lastDay, type FacilityClock } from './facility-clock.ts'
import type { Layout } from './layout.ts'
import type { Random } from './random.ts'
import type { KeptProduct, Pace } from './range.ts'

/** Something that is to happen to a product at a facility; whether stock has to be fetched first is for `keepStock`. */
export interface Wish {
  readonly day: number
  readonly at: number
  readonly kind: 'sale' | 'return' | 'manual-adjustment' | 'transfer'
  /** Signed: what leaves is below 0. */
  readonly quantityMilli: number
  /** Only this lot will do; null takes the oldest. */
  readonly lot: string | null
  readonly reason: string
  readonly sourceRef: string
}

/** Of how many days in two years the sales of a product are kept, each as one movement. */
const saleDays: Readonly<Record<Pace, number>> = { brisk: 42, steady: 14, slow: 5 }

/** The largest sale of a day in units. */
const largestSale: Readonly<Record<Pace, number>> = { brisk: 4, steady: 3, slow: 2 }

const lossReasons = ['damaged', 'theft', 'lost'] as const

/** From here on sales are kept ticket by ticket, before it as the sum of a day. */
const firstTicketDay = lastDay - 2

/** What customers and staff of a store do to one product, in order of time and before `now`. */
export function storeWishes(
  layout: Layout,
  kept: KeptProduct,
  clock: FacilityClock,
  now: number,
  random: Random,
): readonly Wish[] {
  const opened = (day: number) =>
    clock.at(day, random.between(layout.openFrom, layout.openUntil - 2)) + random.below(60) * 1000
  const sales = saleDaysOf(kept.pace, random).map((day) =>
    saleWish(layout, kept, clock, day, opened(day), random),
  )
  const plain = !kept.product.decimals && kept.product.tracking === 'none'
  const returns = plain
    ? sales
        .filter(() => random.chance(30))
        .map((sale) => returnWish(layout, sale.day + random.between(1, 12), opened, random))
    : []
  const adjustments =
    !kept.product.decimals && random.chance(45) ? [adjustmentWish(layout, plain, opened, random)] : []
  return [...sales, ...returns, ...adjustments]
    .filter((wish) => wish.day <= lastDay && wish.at < now)
    .toSorted((a, b) => a.at - b.at)
}

/** Days in ascending order, more of them the nearer they are to the present. */
function saleDaysOf(pace: Pace, random: Random): readonly number[] {
  const days = new Set<number>()
  for (let sale = 0; sale < saleDays[pace]; sale += 1) {
    const draw = random.below(1000)
    days.add(lastDay - Math.trunc((draw * draw * 700) / 1_000_000) - Math.trunc(draw / 50))
  }
  return [...days].toSorted((a, b) => a - b)
}

function saleWish(
  layout: Layout,
  kept: KeptProduct,
  clock: FacilityClock,
  day: number,
  at: number,
  random: Random,
): Wish {
  const { decimals, stepMilli } = kept.product
  const ticket = day >= firstTicketDay
  const units = ticket ? 1 : random.between(1, largestSale[kept.pace])
  const quantityMilli = decimals ? random.between(4, 30) * stepMilli : units * 1000
  const report = `POS-${layout.facility.code}-${clock.compactDate(day)}`
  const sourceRef = ticket ? `${report}-${String(random.below(1_000_000)).padStart(6, '0')}` : report
  return { day, at, kind: 'sale', quantityMilli: -quantityMilli, lot: null, reason: 'sale', sourceRef }
}

function returnWish(layout: Layout, day: number, opened: (day: number) => number, random: Random): Wish {
  const sourceRef = `RET-${layout.facility.code}-${String(random.below(1_000_000)).padStart(6, '0')}`
  return {
    day,
    at: opened(day),
    kind: 'return',
    quantityMilli: 1000,
    lot: null,
    reason: 'return',
    sourceRef,
  }
}

function adjustmentWish(
  layout: Layout,
  mayFind: boolean,
  opened: (day: number) => number,
  random: Random,
): Wish {
  const day = random.between(30, lastDay - 1)
  const found = mayFind && random.chance(250)
  return {
    day,
    at: opened(day),
    kind: 'manual-adjustment',
    quantityMilli: found ? 1000 : -1000,
    lot: null,
    reason: found ? 'found' : random.pick(lossReasons),
    sourceRef: `ADJ-${layout.facility.code}-${String(random.below(1_000_000)).padStart(6, '0')}`,
  }
}
