/** Waits between tries: doubling, capped, with jitter so that lanes do not knock together. */
const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/**
 * How long to wait after the `failures`-th failure in a row (from 1), in ms; never less than the backend asked for. `random` is in
 * [0, 1).
 */
export function backoffMs(failures: number, askedMs: number, random: number): number {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20))
  return Math.max(askedMs, Math.round(doubled / 2 + (doubled / 2) * random))
}
