import { moneyToText, parseQuantity, quantityText } from '@cyclecount/domain'

/**
 * Numbers, money and instants in the words of a locale. Quantities arrive in milli-units, money in millionths, percentages
 * in thousandths of a percent; each goes to Intl as decimal text, so what is shown is exact and never a rounded float.
 */
export type SignDisplay = 'auto' | 'exceptZero'

const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return remembered(`n ${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options))
}

function dateTimeFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return remembered(`d ${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options))
}

/** Building an Intl formatter costs a hundred times what using it does: a table of 10,000 cells builds it once. */
function remembered<Formatter extends Intl.NumberFormat | Intl.DateTimeFormat>(
  key: string,
  build: () => Formatter,
): Formatter {
  const known = formatters.get(key)
  if (known) return known as Formatter
  const built = build()
  formatters.set(key, built)
  return built
}

/** Decimal text to Intl without a float between, with a real minus sign. */
function decimal(format: Intl.NumberFormat, text: string): string {
  return format.format(text as Intl.StringNumericLiteral).replace('-', '−')
}

/** 1250 → `1.25`; with `exceptZero` +3, −2, 0. */
export function formatQuantity(milli: number, locale: string, sign: SignDisplay = 'auto'): string {
  return decimal(numberFormat(locale, { maximumFractionDigits: 3, signDisplay: sign }), quantityText(milli))
}

/** 27980000n EUR → `€27.98`, at the currency's own number of decimals. */
export function formatMoney(
  micros: bigint,
  currency: string,
  locale: string,
  sign: SignDisplay = 'auto',
): string {
  return decimal(
    numberFormat(locale, { style: 'currency', currency, signDisplay: sign }),
    moneyToText(micros),
  )
}

/** 12345 thousandths of a percent → `12.3%`. */
export function formatPercent(percentMilli: number, locale: string, sign: SignDisplay = 'auto'): string {
  const format = numberFormat(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: sign })
  return decimal(format, `${quantityText(percentMilli)}E-2`)
}

/** A plain count of things: 12345 → `12,345`. */
export function formatCount(count: number, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(count)
}

export type InstantStyle = 'time' | 'date' | 'date-time' | 'seconds'

const instantOptions: Readonly<Record<InstantStyle, Intl.DateTimeFormatOptions>> = {
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  'date-time': { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  seconds: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
}

/** An instant in UTC ms as the wall clock of `timeZone` shows it; with `zone` its name beside it. */
export function formatInstant(
  at: number,
  locale: string,
  timeZone: string,
  style: InstantStyle = 'date-time',
  zone = false,
): string {
  const named: Intl.DateTimeFormatOptions = zone && style !== 'date' ? { timeZoneName: 'short' } : {}
  return dateTimeFormat(locale, { ...instantOptions[style], ...named, timeZone }).format(at)
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** How long ago, in the largest whole unit: `2 min. ago`. A little in the future counts as now. */
export function formatAgo(at: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const elapsed = Math.max(0, now - at)
  for (const [unit, length] of steps) {
    if (elapsed >= length) return format.format(-Math.floor(elapsed / length), unit)
  }
  return format.format(0, 'second')
}

/** Milli-units of a number typed in this locale's way (`1.234,5` in `de`); null where it is not a quantity. */
export function parseLocalNumber(typed: string, locale: string): number | null {
  const parts = numberFormat(locale, { useGrouping: true }).formatToParts(-12_345.6)
  const signOf = (type: Intl.NumberFormatPartTypes): string =>
    parts.find((part) => part.type === type)?.value ?? ''
  const digits = numberFormat(locale, { useGrouping: false }).format(9_876_543_210)
  const ascii = [...typed.trim()]
    .map((sign) => {
      const position = [...digits].indexOf(sign)
      if (position >= 0) return String(9 - position)
      if (sign === signOf('decimal')) return '.'
      if (sign === '−') return '-'
      return sign === signOf('group') || /\s/.test(sign) ? '' : sign
    })
    .join('')
  return parseQuantity(ascii)
}
