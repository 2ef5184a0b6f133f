import { Temporal } from 'temporal-polyfill'

/**
 * A facility's local time found in UTC. The one rule: a local time that a clock change skips is taken as much later as the change
 * is long (02:30 as 03:30); of a local time that comes twice the first is meant.
 */
export interface PlacedTime {
  /** UTC ms. */
  readonly at: number
  /** What the clock of the facility shows then, `2026-03-29T03:30`: other than what was asked for only where that is skipped. */
  readonly takenAs: string
  /** What the clocks do there: nothing, never show the local time, or show it twice. */
  readonly clock: 'even' | 'skipped' | 'repeated'
  /** Where it is repeated: the second time, UTC ms, which is not meant. Null elsewhere. */
  readonly againAt: number | null
}

/** What a planner gives, in local time of whichever facility: `2026-03-29T06:00`, or null where it is left open. */
export interface WindowIntent {
  readonly startLocal: string | null
  readonly dueLocal: string | null
}

/** A window in one facility's zone. */
export interface PlacedWindow {
  readonly start: PlacedTime | null
  readonly due: PlacedTime | null
  /**
   * A clock change took the window away (start moved to its end or past it); it stays open as long as was meant, and `due` is
   * where it then ends.
   */
  readonly isKeptOpen: boolean
}

/** Why an intent is none: what is not a local time, or that the end does not come after the start on the wall clock. */
export type WindowFault = 'start' | 'due' | 'order'

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/

/** The instant of a local time in a zone, by the one rule; null where the text is no local time of the calendar. */
export function placeLocal(local: string, timeZone: string): PlacedTime | null {
  const wall = wallOf(local)
  return wall === null ? null : placeWall(wall, timeZone)
}

/** What the clock of a zone shows at an instant (UTC ms): `2026-03-29T03:30`, to the minute. */
export function localOf(at: number, timeZone: string): string {
  return minuteText(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime())
}

/** The window of an intent in a facility's zone, or what is wrong with the intent. It never ends before it starts. */
export function placeWindow(
  intent: WindowIntent,
  timeZone: string,
): PlacedWindow | { readonly fault: WindowFault } {
  const start = intent.startLocal === null ? null : wallOf(intent.startLocal)
  const due = intent.dueLocal === null ? null : wallOf(intent.dueLocal)
  if (intent.startLocal !== null && start === null) return { fault: 'start' }
  if (intent.dueLocal !== null && due === null) return { fault: 'due' }
  if (start && due && Temporal.PlainDateTime.compare(due, start) <= 0) return { fault: 'order' }
  const placed = {
    start: start && placeWall(start, timeZone),
    due: due && placeWall(due, timeZone),
    isKeptOpen: false,
  }
  if (!start || !due || !placed.start || !placed.due || placed.due.at > placed.start.at) return placed
  const meantMs = start.until(due).total('milliseconds')
  return { ...placed, due: evenAt(placed.start.at + meantMs, timeZone), isKeptOpen: true }
}

/** A local time some minutes later on the wall clock, whatever the clocks do between: 06:00 and 12 hours are always 18:00. */
export function wallLater(local: string, minutes: number): string {
  return minuteText(Temporal.PlainDateTime.from(local).add({ minutes }))
}

/** True of a name of the IANA data base by which this machine knows a zone. */
export function isTimeZone(text: string): boolean {
  if (/^[+-]/.test(text)) return false
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return true
  } catch {
    return false
  }
}

function wallOf(local: string): Temporal.PlainDateTime | null {
  if (!LOCAL.test(local)) return null
  try {
    return Temporal.PlainDateTime.from(local)
  } catch {
    return null
  }
}

function placeWall(wall: Temporal.PlainDateTime, timeZone: string): PlacedTime {
  const first = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const second = wall.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (first.equals(second)) return evenAt(first.epochMilliseconds, timeZone)
  // Of a skipped time the earlier reading lies before the change and the later one after it; neither is shown as it was asked for.
  if (!first.toPlainDateTime().equals(wall))
    return { ...evenAt(second.epochMilliseconds, timeZone), clock: 'skipped' }
  const again = second.epochMilliseconds
  return { ...evenAt(first.epochMilliseconds, timeZone), clock: 'repeated', againAt: again }
}

function evenAt(at: number, timeZone: string): PlacedTime {
  return { at, takenAs: localOf(at, timeZone), clock: 'even', againAt: null }
}

function minuteText(wall: Temporal.PlainDateTime): string {
  return wall.toString({ smallestUnit: 'minute', roundingMode: 'floor' })
}
