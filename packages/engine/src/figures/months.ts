const formats = new Map<string, Intl.DateTimeFormat>()

/** The month of an instant on the facility's wall: `2026-11`. */
export function monthOf(at: number, timeZone: string): string {
  const known = formats.get(timeZone)
  const format = known ?? new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' })
  if (known === undefined) formats.set(timeZone, format)
  const parts = format.formatToParts(at)
  const part = (type: 'year' | 'month') => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}`
}
