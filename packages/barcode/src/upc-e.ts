import { checkDigit } from './check-digit.ts'
import { gtinFrom } from './gtin.ts'
import type { Gtin } from './gtin.ts'

/**
 * The Gtin a UPC-E symbol stands for, or null where the digits are none. Takes the printed 8 digits (number system,
 * six, check digit), and the 7 (without check digit) or 6 (without both, number system 0) that some scanners send.
 * Number systems 0 and 1 only. Source: GS1 General Specifications 5.2.2.4.2.
 */
export function expandUpcE(digits: string): Gtin | null {
  if (!/^\d{6,8}$/.test(digits)) return null
  const system = digits.length === 6 ? '0' : digits.slice(0, 1)
  if (system !== '0' && system !== '1') return null
  const six = digits.length === 6 ? digits : digits.slice(1, 7)
  const body = system + spread(six)
  const check = digits.length === 8 ? digits.slice(7) : checkDigit(body)
  return gtinFrom(body + check)
}

/** Puts the zeros back that the last of the six digits says were left out: manufacturer and item number, 10 digits. */
function spread(six: string): string {
  const last = six.slice(5)
  if (last <= '2') return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`
  if (last === '3') return `${six.slice(0, 3)}00000${six.slice(3, 5)}`
  if (last === '4') return `${six.slice(0, 4)}00000${six.slice(4, 5)}`
  return `${six.slice(0, 5)}0000${last}`
}
