/**
 * Quantities are integers in milli-units: 1000 is one piece, 250 a quarter of a kilogram. Names end in `Milli`.
 * Nothing here uses a fraction, so sums are exact.
 */
export const ONE = 1000

const decimalText = /^([+-]?)(\d{1,9})(?:[.](\d{1,3}))?$/

/** Milli-units of a decimal text such as `12`, `-3`, `0.25`; null where it is not a number of at most three decimals. */
export function parseQuantity(text: string): number | null {
  const match = decimalText.exec(text.trim())
  if (!match) return null
  const milli = Number(match[2]) * ONE + Number((match[3] ?? '').padEnd(3, '0'))
  return match[1] === '-' && milli !== 0 ? -milli : milli
}

/** Plain decimal text of milli-units, without trailing zeros: 1250 → `1.25`. For files and logs; screens format by locale. */
export function quantityText(milli: number): string {
  const sign = milli < 0 ? '-' : ''
  const whole = Math.trunc(Math.abs(milli) / ONE)
  const rest = Math.abs(milli) % ONE
  return rest === 0
    ? `${sign}${whole}`
    : `${sign}${whole}.${String(rest).padStart(3, '0').replace(/0+$/, '')}`
}

/** Whether a number is a quantity this product can hold: a safe integer within ± 1,000,000,000 units. */
export function isQuantity(milli: number): boolean {
  return Number.isSafeInteger(milli) && Math.abs(milli) <= 1_000_000_000 * ONE
}
