/**
 * The GS1 check digit (modulo 10, weights 3 and 1 from the right) of a GTIN, GLN or SSCC without its last digit, as
 * one character: `checkDigit('952123454321')` is `'3'`.
 * Throws RangeError where the text is not all digits. Source: GS1 General Specifications 7.9.
 */
export function checkDigit(body: string): string {
  if (!/^\d+$/.test(body)) throw new RangeError(`a check digit is made of digits, not of "${body}"`)
  let sum = 0
  for (let place = 0; place < body.length; place += 1) {
    const digit = body.charCodeAt(body.length - 1 - place) - 48
    sum += place % 2 === 0 ? digit * 3 : digit
  }
  return String((10 - (sum % 10)) % 10)
}

/** Whether the text is all digits and ends in the GS1 check digit of those before it. */
export function hasCheckDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && checkDigit(digits.slice(0, -1)) === digits.slice(-1)
}
