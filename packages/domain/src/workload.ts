/** What is taken where nothing was measured: scans of one person in an hour, and minutes of a bin of whose stock nothing is known. */
export const USUAL_SCANS_PER_HOUR = 400
export const USUAL_MINUTES_PER_BIN = 2
/** Minutes a person counts on a day where nobody said otherwise. */
export const USUAL_MINUTES_PER_DAY = 480

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60

/**
 * What an estimate is from: counts of the area itself, the stock to be counted there at the scans per hour measured at the facility, or in the
 * company, or at the usual ones, or the number of its bins.
 */
export type EstimateBasis = 'area' | 'facility' | 'company' | 'usual' | 'bins'

export interface AreaWork {
  readonly bins: number
  /** Positions with stock that the run counts there; each is at least one scan. */
  readonly lines: number
  /** What counts of the whole area took before, by one person; null where there were none, or the run counts only a part. */
  readonly before: { readonly activeMs: number; readonly counts: number } | null
}

/** Scans per hour in thousandths; null where nothing was measured. */
export interface MeasuredRates {
  readonly facility: number | null
  readonly company: number | null
}

export interface Estimate {
  /** Whole minutes of one person, at least 1. */
  readonly minutes: number
  readonly basis: EstimateBasis
}

/** How long one person counts an area, from the best that was measured. */
export function estimateArea({ bins, lines, before }: AreaWork, rates: MeasuredRates): Estimate {
  if (before !== null && before.counts > 0 && before.activeMs > 0)
    return { minutes: atLeastOne(before.activeMs / before.counts / MINUTE_MS), basis: 'area' }
  if (lines === 0) return { minutes: atLeastOne(bins * USUAL_MINUTES_PER_BIN), basis: 'bins' }
  if (rates.facility) return { minutes: minutesAt(lines, rates.facility), basis: 'facility' }
  if (rates.company) return { minutes: minutesAt(lines, rates.company), basis: 'company' }
  return { minutes: minutesAt(lines, USUAL_SCANS_PER_HOUR * 1000), basis: 'usual' }
}

function minutesAt(scans: number, perHourMilli: number): number {
  return atLeastOne((scans * HOUR_MINUTES * 1000) / perHourMilli)
}

function atLeastOne(minutes: number): number {
  return Math.max(1, Math.round(minutes))
}
