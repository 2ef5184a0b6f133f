import { checkDigit, hasCheckDigit } from './check-digit.ts'

declare const gtinOf: unique symbol

/**
 * A trade item number in its one normal form: 14 digits, shorter ones padded with zeros on the left, check digit
 * right. EAN-13, UPC-A and EAN-8 of one product are the same Gtin. Made by `gtinFrom` and `parseCode` only.
 */
export type Gtin = string & { readonly [gtinOf]: true }

/** Packaging level of a case or inner pack; 9 is kept by GS1 for variable measure and is no pack of fixed content. */
export type PackIndicator = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const standardLengths: readonly number[] = [8, 12, 13, 14]

/**
 * Whether the text is a GTIN-8, -12, -13 or -14 with the right check digit. All zeros is refused: files use it for
 * "no barcode", and it would make every such product one.
 */
export function isValidGtin(digits: string): boolean {
  return standardLengths.includes(digits.length) && hasCheckDigit(digits) && !/^0+$/.test(digits)
}

/**
 * The Gtin of 8 to 14 digits, or null where the check digit is wrong. For values known to be trade item numbers (a
 * column of a file): 9 to 11 digits are taken for a number whose leading zeros a spreadsheet lost. A scanned code
 * goes through `parseCode`, which takes the standard lengths only.
 */
export function gtinFrom(digits: string): Gtin | null {
  const text = digits.trim()
  if (!/^\d{8,14}$/.test(text)) return null
  const padded = text.padStart(14, '0')
  return isValidGtin(padded) ? (padded as Gtin) : null
}

/** The Gtin of a case or inner pack of `unit` at a packaging level: same item reference, own check digit. */
export function caseGtin(unit: Gtin, indicator: PackIndicator): Gtin {
  const body = `${indicator}${unit.slice(1, 13)}`
  return `${body}${checkDigit(body)}` as Gtin
}

/**
 * A GTIN-13 made of a prefix (`20` … `29` or `02`, `04` for numbers of a store's own; `952` is GS1's for
 * demonstrations) and an item number, zeros between them, check digit added. Throws RangeError where either is not
 * digits or both together are longer than 12. `formatGtin` gives the 13 digits that are printed.
 */
export function inStoreEan13(prefix: string, item: number | string): Gtin {
  const reference = String(item)
  if (!/^\d+$/.test(prefix) || !/^\d+$/.test(reference)) throw new RangeError('an EAN-13 is made of digits')
  if (prefix.length + reference.length > 12)
    throw new RangeError(`${prefix} and ${reference} are over 12 digits`)
  const body = prefix + reference.padStart(12 - prefix.length, '0')
  return `0${body}${checkDigit(body)}` as Gtin
}

/** The digits as they stand under the bars: GTIN-8, -12, -13 or -14, whichever is the shortest that holds the number. */
export function formatGtin(gtin: Gtin): string {
  const length = standardLengths.find((candidate) => /^0*$/.test(gtin.slice(0, 14 - candidate))) ?? 14
  return gtin.slice(14 - length)
}
