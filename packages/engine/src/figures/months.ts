import { Temporal } from 'temporal-polyfill'

/** The month of an instant on the facility's wall: `2026-11`. */
export function monthOf(at: number, timeZone: string): string {
  const { year, month } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  return `${year}-${String(month).padStart(2, '0')}`
}

/** A month on a facility's wall, and when it begins there in UTC ms. */
export interface Month {
  readonly name: string
  readonly startsAt: number
}

/** Every month from the one of an instant to that of a later one, both included. */
export function monthsBetween(since: number, until: number, timeZone: string): readonly Month[] {
  const last = monthOf(until, timeZone)
  const months: Month[] = []
  let month = Temporal.PlainYearMonth.from(monthOf(since, timeZone))
  for (; month.toString() <= last; month = month.add({ months: 1 })) {
    const start = month.toPlainDate({ day: 1 }).toZonedDateTime(timeZone)
    months.push({ name: month.toString(), startsAt: start.epochMilliseconds })
  }
  return months
}
