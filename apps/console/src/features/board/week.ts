/** A week that began on a Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 24 * 60 * 60 * 1000

/** The names of the days, from Monday. */
export function weekdays(locale: string, style: 'short' | 'long'): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, at) => format.format(MONDAY + at * DAY_MS))
}
