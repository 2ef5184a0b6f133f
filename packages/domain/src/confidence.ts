/** z of a two-sided 95 % interval, in millionths. */
const Z = 1.959964

/** A share with its 95 % interval, each in thousandths of a percent; null where there is nothing to take a share of. */
export interface Proportion {
  readonly hits: number
  readonly of: number
  readonly percentMilli: number | null
  readonly lowMilli: number | null
  readonly highMilli: number | null
}

const HUNDRED_PERCENT = 100_000

/**
 * `hits` out of `of` with the Wilson score interval at 95 % (E. B. Wilson, “Probable inference, the law of succession, and statistical
 * inference”, JASA 22, 1927), which stays within 0 and 100 % and holds for small numbers and rare misses, where the textbook's normal
 * interval does not. `population`: the records that the sample was drawn from; the interval is then narrower by the finite population
 * correction, taken as a larger sample n(N−1)/(N−n), and has no width where everything was looked at. Bounds are rounded outwards.
 */
export function proportion(hits: number, of: number, population: number | null = null): Proportion {
  if (of === 0) return { hits, of, percentMilli: null, lowMilli: null, highMilli: null }
  const share = hits / of
  const percentMilli = Math.round(share * HUNDRED_PERCENT)
  if (population !== null && population <= of) {
    return { hits, of, percentMilli, lowMilli: percentMilli, highMilli: percentMilli }
  }
  const n = population === null ? of : (of * (population - 1)) / (population - of)
  const zz = Z * Z
  const centre = 2 * share * n + zz
  const spread = Z * Math.sqrt(zz + 4 * n * share * (1 - share))
  const bound = (numerator: number) => (numerator / (2 * (n + zz))) * HUNDRED_PERCENT
  return {
    hits,
    of,
    percentMilli,
    lowMilli: hits === 0 ? 0 : Math.min(percentMilli, Math.max(0, Math.floor(bound(centre - spread)))),
    highMilli:
      hits === of
        ? HUNDRED_PERCENT
        : Math.max(percentMilli, Math.min(HUNDRED_PERCENT, Math.ceil(bound(centre + spread)))),
  }
}

/**
 * How many of `population` records to look at so that a share is known to within `marginMilli` (thousandths of a percent) at 95 %, whatever
 * the share is: Cochran, “Sampling Techniques”, 3rd edition 1977, formulas 4.1 and 4.2 with p = ½. Never more than there are.
 */
export function sampleSize(population: number, marginMilli: number): number {
  if (population <= 0) return 0
  const margin = marginMilli / HUNDRED_PERCENT
  const infinite = (Z * Z * 0.25) / (margin * margin)
  return Math.min(population, Math.ceil(infinite / (1 + (infinite - 1) / population)))
}
