/**
 * Money is a bigint in millionths of the currency's unit, with the currency beside it. Names end in `Micros`.
 * An average cost is a value over a quantity and is divided only where it is shown or multiplied, once.
 */
export const MICROS = 1_000_000n

/** What `perMilli` of an item cost together. `perMilli` is above 0. */
export interface UnitCost {
  readonly valueMicros: bigint
  readonly perMilli: number
  readonly currency: string
}

const moneyText = /^([+-]?)(\d{1,12})(?:[.](\d{1,6}))?$/

/** Millionths of a decimal text such as `27.98`; null where it is not a number of at most six decimals. */
export function parseMoney(text: string): bigint | null {
  const match = moneyText.exec(text.trim())
  if (!match) return null
  const micros = BigInt(match[2] ?? '0') * MICROS + BigInt((match[3] ?? '').padEnd(6, '0'))
  return match[1] === '-' ? -micros : micros
}

/** Plain decimal text of millionths with at least two decimals: 27980000 → `27.98`. */
export function moneyToText(micros: bigint): string {
  const sign = micros < 0n ? '-' : ''
  const absolute = micros < 0n ? -micros : micros
  const rest = String(absolute % MICROS)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${sign}${absolute / MICROS}.${rest}`
}

/** numerator / denominator to the nearest integer, halves to the even one. The denominator is above 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n
  const absolute = negative ? -numerator : numerator
  const quotient = absolute / denominator
  const twice = (absolute % denominator) * 2n
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n)
  const rounded = up ? quotient + 1n : quotient
  return negative ? -rounded : rounded
}

/** What `quantityMilli` of an item cost at this unit cost, in millionths, rounded once (half even). */
export function costOf(unitCost: UnitCost, quantityMilli: number): bigint {
  return divideHalfEven(unitCost.valueMicros * BigInt(quantityMilli), BigInt(unitCost.perMilli))
}

/** The cost of one unit in millionths, for showing. */
export function costOfOne(unitCost: UnitCost): bigint {
  return costOf(unitCost, 1000)
}
