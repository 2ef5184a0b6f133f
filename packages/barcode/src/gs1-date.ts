/**
 * The year the two digits of a GS1 date are read from. A constant, so that a code means the same on every device and
 * every day; with it, 00-76 are 2000-2076 and 77-99 are 1977-1999. `parseCode` takes another where one is wanted.
 */
export const referenceYear = 2026

/**
 * The ISO date of a GS1 date (YYMMDD), or null where no calendar has that day. Day 00 is the last of its month where
 * `dayMayBeZero`. The century is the one that puts the year within 49 before and 50 after `year`.
 * Source: GS1 General Specifications 3.4.2 and 7.12.
 */
export function gs1Date(yymmdd: string, dayMayBeZero: boolean, year: number = referenceYear): string | null {
  if (!/^\d{6}$/.test(yymmdd)) return null
  const fullYear = yearOf(Number(yymmdd.slice(0, 2)), year)
  const month = Number(yymmdd.slice(2, 4))
  const day = Number(yymmdd.slice(4, 6))
  if (month < 1 || month > 12) return null
  const last = daysIn(fullYear, month)
  if (day > last || (day === 0 && !dayMayBeZero)) return null
  return `${fullYear}-${yymmdd.slice(2, 4)}-${String(day === 0 ? last : day).padStart(2, '0')}`
}

function yearOf(twoDigits: number, year: number): number {
  const century = year - (year % 100)
  const ahead = twoDigits - (year % 100)
  if (ahead >= 51) return century - 100 + twoDigits
  if (ahead <= -50) return century + 100 + twoDigits
  return century + twoDigits
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
