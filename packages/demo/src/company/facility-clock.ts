/** Days of history before the day of `now`; the day of `now` is the last one. */
export const lastDay = 730

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Wall time of a facility. Days are counted from 0, two years before the day (UTC) of `now`. */
export interface FacilityClock {
  /** The instant at which the facility's clocks show this many minutes after midnight, UTC ms. */
  at(day: number, minute: number): number
  /** The day as `20261121`. */
  compactDate(day: number): string
}

/** A facility's clock for the history that ends at `now`. */
export function createFacilityClock(timeZone: string, now: number): FacilityClock {
  const firstDayStart = Math.floor(now / dayMs) * dayMs - lastDay * dayMs
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const midnightByDay = new Map<number, number>()
  const midnight = (day: number) => {
    const known = midnightByDay.get(day)
    if (known !== undefined) return known
    const dayStart = firstDayStart + day * dayMs
    // Clocks change at night, so the offset of the afternoon holds for the hours in which a facility works.
    const made = dayStart - offsetOf(format, dayStart + 15 * 60 * minuteMs)
    midnightByDay.set(day, made)
    return made
  }
  return {
    at: (day, minute) => midnight(day) + minute * minuteMs,
    compactDate: (day) => isoDate(firstDayStart + day * dayMs).replaceAll('-', ''),
  }
}

/** The date (UTC) that lies this many days after the first day of the history that ends at `now`: `2026-11-21`. */
export function dateOfDay(now: number, day: number): string {
  return isoDate(Math.floor(now / dayMs) * dayMs + (day - lastDay) * dayMs)
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function offsetOf(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, Number(part.value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) - at
}
