import type { SuggestionCause } from '@cyclecount/contract'
import { everyDaysOf, type AbcClass } from '../abc/abc-rules.ts'
import type { ProductFacts, SeenExpiry, Signal, UnknownCode } from './facts.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A count found it off by this, and it is looked at again. */
const OFF_MILLI = 1000
/** After so many days a past difference is looked at again; and what is valuable, too. */
const AGAIN_DAYS = 30
/** Sold within so many days before the book was empty. */
const SOLD_DAYS = 28
/** So many sales did not come: by chance that happens to one in twenty (Poisson, e^-3). */
const SILENT_SALES = 3
const YEAR_DAYS = 365
const WEEK_DAYS = 7
/** Of what lies at a facility the most valuable one in a hundred. */
const VALUABLE = 0.01

/** What is known of one product beside its book. */
export interface Seen {
  readonly signals: readonly Signal[]
  readonly codes: readonly UnknownCode[]
  readonly expiries: readonly SeenExpiry[]
}

/**
 * Why a product should be counted; empty where nothing says so. What was seen before the last count is answered by that count.
 * `valuable`: from which value on something is among the most valuable of the facility; null where no cost is known.
 */
export function causesOf(
  facts: ProductFacts,
  seen: Seen,
  of: {
    readonly now: number
    readonly classes: readonly AbcClass[]
    readonly valuable: bigint | null
  },
): readonly SuggestionCause[] {
  const countedAt = facts.lastCount?.at ?? null
  const isNew = (at: number): boolean => countedAt === null || at > countedAt
  const days = countedAt === null ? null : (of.now - countedAt) / DAY_MS
  return [
    ...refusals(seen.signals.filter(({ at }) => isNew(at))),
    ...bookCauses(facts, countedAt, of.now),
    ...pastVariance(facts, days),
    ...seen.codes
      .filter(({ at }) => isNew(at))
      .slice(0, 1)
      .map(({ code, bin, at }) => ({ kind: 'unknown-code' as const, code, bin, at })),
    ...expiring(facts, seen.expiries, countedAt),
    ...valuable(facts, of.valuable, days),
    ...overdue(facts, of.classes, days),
  ]
}

function refusals(signals: readonly Signal[]): readonly SuggestionCause[] {
  return (['order-rejected', 'short-pick'] as const).flatMap((kind) => {
    const of = signals.filter((signal) => signal.kind === kind)
    if (of.length === 0) return []
    const said = of.flatMap(({ quantityMilli }) => quantityMilli ?? [])
    return [
      {
        kind,
        times: of.length,
        since: Math.min(...of.map(({ at }) => at)),
        lastAt: Math.max(...of.map(({ at }) => at)),
        quantityMilli: said.length === 0 ? null : said.reduce((total, each) => total + each, 0),
      },
    ]
  })
}

function bookCauses(
  { onHandMilli, lowestMilli, outMilli, lastOutAt }: ProductFacts,
  countedAt: number | null,
  now: number,
): readonly SuggestionCause[] {
  if (lowestMilli < 0) return [{ kind: 'negative-book', lowestMilli }]
  if (lastOutAt === null) return []
  if (onHandMilli === 0) {
    const isAnswered = countedAt !== null && countedAt >= lastOutAt
    return isAnswered || now - lastOutAt > SOLD_DAYS * DAY_MS ? [] : [{ kind: 'empty-book', lastOutAt }]
  }
  // A count that found it there begins the silence anew.
  const days = (now - Math.max(lastOutAt, countedAt ?? 0)) / DAY_MS
  if ((outMilli / 1000 / YEAR_DAYS) * days < SILENT_SALES) return []
  return [
    { kind: 'silent', days: Math.floor(days), weekMilli: Math.round((outMilli * WEEK_DAYS) / YEAR_DAYS) },
  ]
}

function pastVariance({ lastCount }: ProductFacts, days: number | null): readonly SuggestionCause[] {
  if (lastCount === null || days === null || days < AGAIN_DAYS || lastCount.offMilli < OFF_MILLI) return []
  return [{ kind: 'past-variance', offMilli: lastCount.offMilli, countedAt: lastCount.at }]
}

/** A lot that ends soon and was not looked at since that was so. */
function expiring(
  { onHandMilli }: ProductFacts,
  expiries: readonly SeenExpiry[],
  countedAt: number | null,
): readonly SuggestionCause[] {
  const [soonest] = expiries.filter(
    ({ expiry }) => countedAt === null || countedAt < Date.parse(expiry) - AGAIN_DAYS * DAY_MS,
  )
  if (onHandMilli <= 0 || !soonest) return []
  return [{ kind: 'expiring', expiry: soonest.expiry, lot: soonest.lot }]
}

function valuable(
  { valueMicros }: ProductFacts,
  least: bigint | null,
  days: number | null,
): readonly SuggestionCause[] {
  if (least === null || valueMicros === null || valueMicros < least) return []
  return days === null || days >= AGAIN_DAYS ? [{ kind: 'high-value' }] : []
}

function overdue(
  { abcClass }: ProductFacts,
  classes: readonly AbcClass[],
  days: number | null,
): readonly SuggestionCause[] {
  if (abcClass === null) return []
  const everyDays = everyDaysOf(classes, abcClass)
  return days !== null && days <= everyDays ? [] : [{ kind: 'overdue', class: abcClass, everyDays }]
}

/** From which value on a product is among the most valuable one in a hundred; null where fewer than a hundred have a value. */
export function leastValuable(all: readonly ProductFacts[]): bigint | null {
  const values = all
    .flatMap(({ valueMicros }) => (valueMicros !== null && valueMicros > 0n ? [valueMicros] : []))
    .toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))
  return values[Math.floor(values.length * VALUABLE) - 1] ?? null
}
