import {
  caseGtin,
  checkDigit,
  formatGtin,
  gtinFrom,
  inStoreEan13,
  type PackIndicator,
} from '@cyclecount/barcode'

/**
 * Barcodes that no real product carries. GS1 keeps prefix 952 for demonstrations, 04 (a UPC-A that begins with 4) and
 * 20 to 29 for numbers used within one company, and of the eight-digit ones those that begin with 2.
 */
export interface CodeMaker {
  /** GTIN-13 of the demonstration range. */
  gtin13(): string
  /** UPC-A of the range for use within a company. */
  upcA(): string
  /** Eight digits of the range for use within a company. */
  gtin8(): string
  /** Thirteen digits of the range for use within a company. */
  inStore(): string
}

/** A maker that never gives the same code twice. */
export function createCodeMaker(): CodeMaker {
  let made = 0
  const number = (digits: number) => {
    made += 1
    // The factor has no divisor in common with 10: neighbours lie apart, and no number comes twice.
    return String((made * 7919) % 10 ** digits).padStart(digits, '0')
  }
  return {
    gtin13: () => formatGtin(inStoreEan13('952', number(9))),
    upcA: () => formatGtin(inStoreEan13('04', number(10))),
    gtin8: () => withCheckDigit(`2${number(6)}`),
    inStore: () => formatGtin(inStoreEan13('20', number(10))),
  }
}

/** The GTIN-14 on a case of the product with this GTIN. */
export function caseCode(unitCode: string, indicator: PackIndicator): string {
  const gtin = gtinFrom(unitCode)
  if (gtin === null) throw new RangeError(`${unitCode} is not a trade item number`)
  return formatGtin(caseGtin(gtin, indicator))
}

function withCheckDigit(digits: string): string {
  return digits + checkDigit(digits)
}
