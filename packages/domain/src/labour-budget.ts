/** Something that could be counted: what finding it is worth, and what counting it takes. */
export interface Countable {
  /** Any unit, the same for all: expected wrong records, or expected money. */
  readonly worth: number
  readonly seconds: number
}

/**
 * The order in which to count, most found for the time first, as indexes: worth by time, then less time, then as given. Filling a
 * budget in this order is within one item of the best there is (G. B. Dantzig, “Discrete-variable extremum problems”, Operations
 * Research 5, 1957).
 */
export function byWorth(all: readonly Countable[]): readonly number[] {
  return all
    .map((one, at) => ({ at, seconds: one.seconds, gain: one.worth / Math.max(1, one.seconds) }))
    .toSorted((a, b) => b.gain - a.gain || a.seconds - b.seconds || a.at - b.at)
    .map(({ at }) => at)
}

/** How many, taken in order, fit into so many seconds; the first that does not ends it. */
export function fitting(inOrder: readonly Pick<Countable, 'seconds'>[], budgetSeconds: number): number {
  let used = 0
  for (const [at, { seconds }] of inOrder.entries()) {
    used += seconds
    if (used > budgetSeconds) return at
  }
  return inOrder.length
}

/** How fast a facility counts, as its counts of the last months tell. */
export interface CountPace {
  /** Captures an hour, thousandths. */
  readonly scansPerHourMilli: number
  /** Units that a capture says, thousandths: 1000 where each is scanned. */
  readonly unitsPerScanMilli: number
}

/**
 * A barcode count where nobody measured: 500 an hour over a long run, each unit scanned (Hardgrave, RFID Journal LIVE! Europe 2009).
 */
export const usualPace: CountPace = { scansPerHourMilli: 500_000, unitsPerScanMilli: 1000 }

/** Seconds to count a product of which so many units are booked: at least one capture, also where none should be there. */
export function secondsToCount(
  bookUnits: number,
  { scansPerHourMilli, unitsPerScanMilli }: CountPace,
): number {
  const scans = Math.max(1, Math.ceil((Math.max(0, bookUnits) * 1000) / unitsPerScanMilli))
  return Math.ceil((scans * 3_600_000) / scansPerHourMilli)
}
