/** A zone's wall clock at an instant, as if that clock's reading were UTC. */
function wallAsUtc(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

/**
 * The instant (UTC ms) at which the clock of `timeZone` shows the local time `2026-11-21T18:00`, to its last millisecond, so
 * that “as of 18:00” holds what happened in that minute. An hour that comes twice is its later one; one that is skipped is
 * read with the offset before the jump. Null where the text is not a local time.
 */
export function endOfLocalMinute(local: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return null
  const wall = Date.parse(`${local}:00Z`)
  if (Number.isNaN(wall)) return null
  const day = 86_400_000
  const offsets = [wall - day, wall + day].map((at) => wallAsUtc(at, timeZone) - at)
  const instants = offsets.map((offset) => wall - offset)
  const exact = instants.filter((at) => wallAsUtc(at, timeZone) === wall)
  return Math.max(...(exact.length > 0 ? exact : instants)) + 59_999
}

/** The local time of an instant, as a date-and-time field holds it. */
export function localMinute(at: number, timeZone: string): string {
  return new Date(wallAsUtc(at, timeZone)).toISOString().slice(0, 16)
}
