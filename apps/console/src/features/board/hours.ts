import type { T } from '../../i18n/use-t.ts'

/** Minutes in words: `40 min`, `7.5 h`. */
export function timeText(minutes: number, t: T, locale: string): string {
  const whole = Math.round(minutes)
  if (whole < 60) return t('console.board.minutes', { n: String(whole) })
  return t('console.board.hours', { n: hoursNumber(whole, locale) })
}

/** Hours as a number with at most one decimal. */
export function hoursNumber(minutes: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(minutes / 60)
}
