import type { SuggestionCause } from '@cyclecount/contract'
import {
  byWorth,
  expectedErrors,
  secondsToCount,
  type CountPace,
  type ErrorEvidence,
  type ProductId,
} from '@cyclecount/domain'
import type { AbcClass } from '../abc/abc-rules.ts'
import { causesOf, leastValuable } from './causes.ts'
import type { ProductFacts, SeenExpiry, Signal, UnknownCode } from './facts.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const YEAR_DAYS = 365
/** Many days' work of one person; more is planned as a count of its own. */
const MOST = 2000

/** All that a facility's suggestions come from. */
export interface Evidence {
  readonly now: number
  readonly pace: CountPace
  readonly classes: readonly AbcClass[]
  readonly products: readonly ProductFacts[]
  readonly signals: readonly Signal[]
  readonly codes: readonly UnknownCode[]
  readonly expiries: readonly SeenExpiry[]
}

/** A product that should be counted. */
export interface Wanted {
  readonly productId: ProductId
  readonly causes: readonly SuggestionCause[]
  readonly wrongMilli: number
  readonly worthMicros: bigint | null
  readonly seconds: number
  /** 1 is first: by wrong records for the time, and by money for the time. */
  readonly place: number
  readonly moneyPlace: number
  readonly lastCountedAt: number | null
}

/** What should be counted, the best 2000, in order. The same evidence gives the same answer. */
export function wantedOf(evidence: Evidence): readonly Wanted[] {
  const signals = Map.groupBy(evidence.signals, ({ productId }) => productId)
  const expected = expectedErrors(
    evidence.products.map((facts) => errorEvidence(facts, signals.get(facts.productId) ?? [], evidence.now)),
  )
  const codes = Map.groupBy(evidence.codes, ({ productId }) => productId)
  const expiries = Map.groupBy(evidence.expiries, ({ productId }) => productId)
  const valuable = leastValuable(evidence.products)
  const found = evidence.products.flatMap((facts, at) => {
    const { productId } = facts
    const causes = causesOf(
      facts,
      {
        signals: signals.get(productId) ?? [],
        codes: codes.get(productId) ?? [],
        expiries: expiries.get(productId) ?? [],
      },
      { ...evidence, valuable },
    )
    const error = expected[at]
    if (causes.length === 0 || !error) return []
    return [
      {
        productId,
        causes,
        wrongMilli: error.wrongMilli,
        worthMicros: worthOf(facts, error.wrongMilli, error.offMilli),
        seconds: secondsToCount(facts.onHandMilli / 1000, evidence.pace),
        lastCountedAt: facts.lastCount?.at ?? null,
      },
    ]
  })
  const places = placesOf(found.map(({ wrongMilli, seconds }) => ({ worth: wrongMilli, seconds })))
  const moneyPlaces = placesOf(
    found.map(({ worthMicros, seconds }) => ({ worth: Number(worthMicros ?? 0n), seconds })),
  )
  return found
    .map((one, at) => ({ ...one, place: places[at] ?? 0, moneyPlace: moneyPlaces[at] ?? 0 }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, MOST)
}

function placesOf(all: Parameters<typeof byWorth>[0]): readonly number[] {
  const places: number[] = []
  for (const [place, at] of byWorth(all).entries()) places[at] = place + 1
  return places
}

function errorEvidence(facts: ProductFacts, signals: readonly Signal[], now: number): ErrorEvidence {
  const countedAt = facts.lastCount?.at ?? null
  const days = (at: number): number => Math.max(0, (now - at) / DAY_MS)
  return {
    group: facts.category,
    bookUnits: facts.lowestMilli < 0 ? facts.lowestMilli / 1000 : facts.onHandMilli / 1000,
    unitsOutPerDay: facts.outMilli / 1000 / YEAR_DAYS,
    daysSinceCount: countedAt === null ? null : days(countedAt),
    wasWrong: facts.lastCount === null ? null : facts.lastCount.offMilli !== 0,
    refusals: signals.filter(({ at }) => countedAt === null || at > countedAt).length,
    daysSinceOut: facts.lastOutAt === null ? null : days(Math.max(facts.lastOutAt, countedAt ?? 0)),
  }
}

/** What is expected to be off, at what it costs here on average; null where no cost is known. */
function worthOf(
  { valueMicros, onHandMilli }: ProductFacts,
  wrongMilli: number,
  offMilli: number,
): bigint | null {
  if (valueMicros === null || onHandMilli <= 0) return null
  return (valueMicros * BigInt(offMilli) * BigInt(wrongMilli)) / (BigInt(onHandMilli) * 100_000n)
}
