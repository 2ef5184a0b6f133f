import { useLocale } from '@cyclecount/ui'

/** A local time of a facility (`2026-11-23T06:00`) in words, with its weekday; it says no zone. */
export function useLocalText(): (local: string) => string {
  const locale = useLocale()
  return (local) =>
    new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: 'UTC',
    }).format(Date.parse(`${local}:00Z`))
}

/** A day of a calendar (`2026-11-23`) in words. */
export function useDayText(): (day: string) => string {
  const locale = useLocale()
  return (day) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
      Date.parse(`${day}T00:00Z`),
    )
}
