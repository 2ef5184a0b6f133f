import type { Symbology } from './aim.ts'
import { gtinFrom, isValidGtin } from './gtin.ts'
import type { Gtin } from './gtin.ts'
import { expandUpcE } from './upc-e.ts'

/** A trade item number as an EAN, UPC or ITF symbol carries it. */
export interface RetailCode {
  readonly gtin: Gtin
  readonly symbology?: Symbology
  /** The 2 or 5 digits beside the symbol: the issue of a periodical, the price of a book. */
  readonly addOn?: string
}

/** What is known of the symbol the digits came from. */
export interface RetailSource {
  readonly symbology: Symbology | null
  readonly withAddOn: boolean
}

/**
 * The trade item number of digits, or null where they are none. The symbology rules where it is known; without it
 * 8, 12, 13 and 14 digits with the right check digit are a GTIN, 8 digits wrong as EAN-8 but right as UPC-E are that,
 * and an add-on is looked for behind books and periodicals (977-979) only. Spaces, as printed under the bars, are
 * passed over.
 */
export function readRetailCode(text: string, source: RetailSource): RetailCode | null {
  if (!/^\d[\d ]*$/.test(text)) return null
  const digits = text.replaceAll(' ', '')
  if (digits.length < 6 || digits.length > 18) return null
  return (
    (source.withAddOn ? withAddOn(digits) : null) ?? bySymbology(digits, source.symbology) ?? byLength(digits)
  )
}

/** AIM says E0 of a UPC-E as of an EAN-13, so 6 to 8 digits from there are a UPC-E: an EAN-8 says E4. */
function bySymbology(digits: string, symbology: Symbology | null): RetailCode | null {
  const mayBeUpcE = symbology === 'upc-e' || symbology === 'upc-a' || symbology === 'ean-13'
  const gtin = mayBeUpcE ? expandUpcE(digits) : null
  return gtin && { gtin, symbology: 'upc-e' }
}

function byLength(digits: string): RetailCode | null {
  if (isValidGtin(digits)) return numbered(digits)
  if (digits.length === 8) return bySymbology(digits, 'upc-e')
  return /^97[789]/.test(digits) && digits.length > 14 ? withAddOn(digits) : null
}

/** UPC-A is EAN-13 with a zero in front, and some devices leave the zero out. */
function withAddOn(digits: string): RetailCode | null {
  const main = [13, 12, 8].find(
    (length) => [2, 5].includes(digits.length - length) && isValidGtin(digits.slice(0, length)),
  )
  const code = main === undefined ? null : numbered(digits.slice(0, main))
  return code && { ...code, addOn: digits.slice(main) }
}

function numbered(digits: string): RetailCode | null {
  const gtin = gtinFrom(digits)
  return gtin && { gtin }
}
