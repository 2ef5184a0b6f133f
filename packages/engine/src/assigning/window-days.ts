const DAY_MS = 24 * 60 * 60 * 1000
const MOST_DAYS = 62

/** The days of a window by its local times, from the first to the last; of one that is open at an end the day that is known. */
export function windowDays(startLocal: string | null, dueLocal: string | null): readonly string[] {
  const first = dayOf(startLocal ?? dueLocal)
  const last = dayOf(dueLocal ?? startLocal)
  if (first === null || last === null) return []
  const from = Date.parse(`${first}T00:00:00Z`)
  const days = Math.min(MOST_DAYS, Math.max(1, (Date.parse(`${last}T00:00:00Z`) - from) / DAY_MS + 1))
  return Array.from({ length: days }, (_, at) => new Date(from + at * DAY_MS).toISOString().slice(0, 10))
}

function dayOf(local: string | null): string | null {
  return local === null ? null : local.slice(0, 10)
}
