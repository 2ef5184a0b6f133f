const MONTH = /^(\d{4})-(\d{2})$/

/** `2026-11` as people write it: “Nov 2026”. Anything else as it is. */
export function monthShown(month: string, locale: string): string {
  const [, year, number] = MONTH.exec(month) ?? []
  if (year === undefined || number === undefined) return month
  const at = new Date(Date.UTC(Number(year), Number(number) - 1, 15))
  return at.toLocaleDateString(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' })
}
