import type { BoardRun } from './places.ts'

const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS

/** What the clocks of a zone do on a day: minutes they are put forward (summer time begins) or, negative, back. */
export interface ClockChange {
  readonly timeZone: string
  readonly minutes: number
}

export interface CalendarDay {
  /** `2026-11-30` */
  readonly day: string
  readonly isInMonth: boolean
  /** Runs whose window has this day, by the calendar of their facility; those that are due on it first. */
  readonly runs: readonly BoardRun[]
  readonly changes: readonly ClockChange[]
}

/** The weeks of a month (`2026-11`), from Monday, with the days before and after that fill them. */
export function monthOf(month: string, runs: readonly BoardRun[]): readonly (readonly CalendarDay[])[] {
  const first = Date.parse(`${month}-01T00:00:00Z`)
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS
  const byDay = new Map<string, BoardRun[]>()
  for (const run of runs) for (const day of run.days) byDay.set(day, [...(byDay.get(day) ?? []), run])
  const zones = [...new Set(runs.map(({ timeZone }) => timeZone))]
  const weeks: CalendarDay[][] = []
  for (let at = monday; at === monday || textOf(at).startsWith(month); at += 7 * DAY_MS) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = textOf(at + index * DAY_MS)
        const open = byDay.get(day) ?? []
        return {
          day,
          isInMonth: day.startsWith(month),
          runs: open.toSorted((a, b) => Number(isDueOn(b, day)) - Number(isDueOn(a, day))),
          changes: zones.flatMap((timeZone) => {
            const minutes = clockChange(day, timeZone)
            return minutes === 0 ? [] : [{ timeZone, minutes }]
          }),
        }
      }),
    )
  }
  return weeks
}

export function isDueOn(run: Pick<BoardRun, 'dueLocal'>, day: string): boolean {
  return run.dueLocal?.startsWith(day) === true
}

/** The month some months later; earlier where `by` is negative. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** The month in which the first window begins; of now where there is none. */
export function firstMonth(runs: readonly BoardRun[], now: number): string {
  const first = runs.flatMap(({ days }) => days.slice(0, 1)).toSorted()[0]
  return first === undefined ? textOf(now).slice(0, 7) : first.slice(0, 7)
}

/** Minutes by which the day is shorter (its clocks go forward) or, negative, longer than 24 hours in the zone. */
export function clockChange(day: string, timeZone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const begin = midnight - offsetAt(midnight + DAY_MS / 2, timeZone) * MINUTE_MS
  return offsetAt(begin + DAY_MS, timeZone) - offsetAt(begin, timeZone)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset', year: 'numeric' })
  formats.set(timeZone, format)
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d{2}):?(\d{2})?/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function textOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
