/** What one count of a place found: the variance of each of its lines, by line. A line that is not there differs by nothing. */
export type CountOfPlace = ReadonlyMap<string, number>

export type RecountState = 'agreed' | 'third-wanted' | 'no-two-agree'

export interface RecountOutcome {
  readonly state: RecountState
  /** Which of the counts holds, from 0. */
  readonly stands: number
}

/**
 * What a place that was counted again comes to. Its counts are compared by their variances, not by what was counted, so that a sale
 * between them does not set them apart. Two that agree settle it, the later of the newest such two; of two that do not, the first holds until a third
 * is made; where no two of three or more agree, the last holds and a person decides. `counts` are in the order in which they were made and at least two.
 */
export function settleRecount(counts: readonly CountOfPlace[], agreeWithinMilli: number): RecountOutcome {
  for (let later = counts.length - 1; later > 0; later -= 1) {
    const agreed = counts
      .slice(0, later)
      .some((earlier) => agree(earlier, counts[later] ?? new Map(), agreeWithinMilli))
    if (agreed) return { state: 'agreed', stands: later }
  }
  return counts.length <= 2
    ? { state: 'third-wanted', stands: 0 }
    : { state: 'no-two-agree', stands: counts.length - 1 }
}

function agree(a: CountOfPlace, b: CountOfPlace, withinMilli: number): boolean {
  return [...new Set([...a.keys(), ...b.keys()])].every(
    (line) => Math.abs((a.get(line) ?? 0) - (b.get(line) ?? 0)) <= withinMilli,
  )
}
