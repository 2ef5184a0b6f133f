import { useLocale, useMessages } from '../i18n/provider.tsx'
import {
  formatInstant,
  formatMoney,
  formatPercent,
  formatQuantity,
  type InstantStyle,
  type SignDisplay,
} from './format.ts'

/** A value that is not known is a dash with its word for readers: never 0, never blank. */
function Unknown() {
  const t = useMessages()
  return (
    <span className="cc-muted" title={t('ui.unknownValue')}>
      <span aria-hidden="true">–</span>
      <span className="cc-visually-hidden">{t('ui.unknownValue')}</span>
    </span>
  )
}

export interface QuantityProps {
  readonly milli: number | null
  readonly sign?: SignDisplay | undefined
  readonly unit?: string | undefined
}

/** A quantity in milli-units. */
export function Quantity({ milli, sign, unit }: QuantityProps) {
  const locale = useLocale()
  if (milli === null) return <Unknown />
  const text = formatQuantity(milli, locale, sign)
  return <data value={milli}>{unit ? `${text} ${unit}` : text}</data>
}

export interface MoneyProps {
  readonly micros: bigint | null
  readonly currency: string | null
  readonly sign?: SignDisplay | undefined
}

/** An amount in millionths of its currency. */
export function Money({ micros, currency, sign }: MoneyProps) {
  const locale = useLocale()
  if (micros === null || currency === null) return <Unknown />
  return <data value={`${micros} ${currency}`}>{formatMoney(micros, currency, locale, sign)}</data>
}

/** Thousandths of a percent. */
export function Percent({
  percentMilli,
  sign,
}: {
  readonly percentMilli: number | null
  readonly sign?: SignDisplay | undefined
}) {
  const locale = useLocale()
  return percentMilli === null ? <Unknown /> : <>{formatPercent(percentMilli, locale, sign)}</>
}

export interface DateTimeProps {
  /** UTC ms; null is unknown. */
  readonly at: number | null
  /** The facility's, IANA: `Europe/Berlin`. */
  readonly timeZone: string
  readonly format?: InstantStyle | undefined
  /** Names the zone beside it: by itself (`auto`) wherever it differs from the browser's. */
  readonly zone?: 'auto' | 'always' | 'never' | undefined
}

/** An instant on the facility's wall clock. */
export function DateTime({ at, timeZone, format = 'date-time', zone = 'auto' }: DateTimeProps) {
  const locale = useLocale()
  if (at === null) return <Unknown />
  const elsewhere = new Intl.DateTimeFormat().resolvedOptions().timeZone !== timeZone
  const named = zone === 'always' || (zone === 'auto' && elsewhere)
  return (
    <time dateTime={new Date(at).toISOString()}>{formatInstant(at, locale, timeZone, format, named)}</time>
  )
}

/** A barcode, SKU or document id: left to right in every script. */
export function Code({ children }: { readonly children: string }) {
  return (
    <bdi dir="ltr" className="cc-code">
      {children}
    </bdi>
  )
}
