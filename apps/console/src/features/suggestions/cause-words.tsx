import type { SuggestionCause } from '@cyclecount/contract'
import { formatCount, formatInstant, formatQuantity, useLocale } from '@cyclecount/ui'
import { useT, type T } from '../../i18n/use-t.ts'

export interface CauseListProps {
  readonly causes: readonly SuggestionCause[]
  readonly timeZone: string
}

/** Why, one cause a line. */
export function CauseList({ causes, timeZone }: CauseListProps) {
  const t = useT()
  const locale = useLocale()
  return (
    <ul className="c-causes">
      {causes.map((cause) => (
        <li key={cause.kind}>{causeWords(cause, { t, locale, timeZone })}</li>
      ))}
    </ul>
  )
}

interface Saying {
  readonly t: T
  readonly locale: string
  readonly timeZone: string
}

function causeWords(cause: SuggestionCause, { t, locale, timeZone }: Saying): string {
  const day = (at: number): string => formatInstant(at, locale, timeZone, 'date')
  const units = (milli: number): string => formatQuantity(milli, locale)
  switch (cause.kind) {
    case 'order-rejected':
      return t('console.cause.orderRejected', { n: cause.times, day: day(cause.since) })
    case 'short-pick':
      return t('console.cause.shortPick', { n: cause.times, day: day(cause.since) })
    case 'negative-book':
      return t('console.cause.negativeBook', { units: units(cause.lowestMilli) })
    case 'empty-book':
      return t('console.cause.emptyBook', { day: day(cause.lastOutAt) })
    case 'silent':
      return t('console.cause.silent', { units: units(cause.weekMilli), n: cause.days })
    case 'past-variance':
      return t('console.cause.pastVariance', { units: units(cause.offMilli), day: day(cause.countedAt) })
    case 'unknown-code':
      return t('console.cause.unknownCode', { code: cause.code, bin: cause.bin, day: day(cause.at) })
    case 'expiring':
      return cause.lot === null
        ? t('console.cause.expiring', { day: cause.expiry })
        : t('console.cause.expiringLot', { day: cause.expiry, lot: cause.lot })
    case 'high-value':
      return t('console.cause.highValue')
    case 'overdue':
      return t('console.cause.overdue', { class: cause.class, days: formatCount(cause.everyDays, locale) })
  }
}
