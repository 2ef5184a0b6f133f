import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit } from './check-digit.ts'
import { caseGtin, formatGtin, gtinFrom, inStoreEan13, isValidGtin } from './gtin.ts'
import type { PackIndicator } from './gtin.ts'
import { expandUpcE } from './upc-e.ts'

const digits = (minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength, maxLength })
const item = digits(12).filter((body) => /[1-9]/.test(body))

/** Plainly from the standard: weights 3 and 1 from the right, then up to the next ten. */
function checkDigitByHand(body: string): string {
  const weighted = body
    .split('')
    .toReversed()
    .map((digit, place) => Number(digit) * (place % 2 === 0 ? 3 : 1))
  const sum = weighted.reduce((total, next) => total + next, 0)
  return String(Math.ceil(sum / 10) * 10 - sum)
}

describe('check digits', () => {
  it.each([
    ['952123454321', '3'],
    ['400638133393', '1'],
    ['1234567890123', '1'],
    ['12345678901234567', '5'],
  ])('of %s is %s', (body, expected) => {
    expect(checkDigit(body)).toBe(expected)
  })

  it('are those of the standard for any digits', () => {
    fc.assert(
      fc.property(digits(1, 40), (body) => {
        expect(checkDigit(body)).toBe(checkDigitByHand(body))
      }),
    )
  })

  it('catch every single wrong digit', () => {
    fc.assert(
      fc.property(item, fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, place, shift) => {
        const right = body + checkDigit(body)
        const wrong = String((Number(right[place]) + shift) % 10)
        const changed = right.slice(0, place) + wrong + right.slice(place + 1)
        expect([isValidGtin(right), isValidGtin(changed)]).toEqual([true, false])
      }),
    )
  })

  it('are not made of anything but digits', () => {
    expect(() => checkDigit('12a')).toThrow(RangeError)
    expect(() => checkDigit('')).toThrow(RangeError)
  })
})

describe('a GTIN', () => {
  it('is one whatever symbol carried it', () => {
    const gtin = gtinFrom('045496442736')
    expect(gtin).toBe('00045496442736')
    expect([gtinFrom('0045496442736'), gtinFrom('00045496442736'), gtinFrom('45496442736')]).toEqual([
      gtin,
      gtin,
      gtin,
    ])
  })

  it.each([
    '',
    '123',
    '4006381333932',
    '40063813339310',
    '123456789012345',
    '00000000000000',
    '4006381-33931',
    '٤٠٠٦٣٨١٣٣٣٩٣١',
  ])('is not %j', (text) => {
    expect(gtinFrom(text)).toBeNull()
  })

  it.each([
    ['48512343', '48512343'],
    ['045496442736', '045496442736'],
    ['4006381333931', '4006381333931'],
    ['39521234543214', '39521234543214'],
  ])('%s is shown as it is printed', (printed, shown) => {
    const gtin = gtinFrom(printed)
    expect(gtin && formatGtin(gtin)).toBe(shown)
  })

  it('comes back from the form it is shown in', () => {
    fc.assert(
      fc.property(
        digits(13).filter((body) => /[1-9]/.test(body)),
        (body) => {
          const gtin = gtinFrom(body + checkDigit(body))
          expect(gtin && gtinFrom(formatGtin(gtin))).toBe(body + checkDigit(body))
        },
      ),
    )
  })

  it('of a case holds the unit and a check digit of its own', () => {
    fc.assert(
      fc.property(item, fc.integer({ min: 1, max: 8 }), (body, indicator) => {
        const unit = gtinFrom(body + checkDigit(body))
        const pack = unit && caseGtin(unit, indicator as PackIndicator)
        expect(pack?.slice(0, 13)).toBe(`${indicator}${body}`)
        expect(isValidGtin(pack ?? '')).toBe(true)
      }),
    )
  })

  it('of a store’s own is made of prefix and item number', () => {
    expect(inStoreEan13('20', 1)).toBe('02000000000015')
    expect(inStoreEan13('9521234', '00042')).toBe('09521234000426')
    expect(() => inStoreEan13('20', '12345678901')).toThrow(RangeError)
    expect(() => inStoreEan13('2x', 1)).toThrow(RangeError)
    expect(() => inStoreEan13('20', -1)).toThrow(RangeError)
  })
})

describe('UPC-E', () => {
  it.each([
    ['03456721', '00034200005671'],
    ['06789053', '00067890000053'],
    ['01123494', '00011234000094'],
    ['14567831', '00145600000781'],
    ['01234565', '00012345000065'],
    ['425261', '00042100005264'],
    ['0425261', '00042100005264'],
  ])('%s stands for %s', (written, gtin) => {
    expect(expandUpcE(written)).toBe(gtin)
  })

  it.each(['23456721', '03456722', '12345', '123456789', 'abcdef'])('%s stands for nothing', (written) => {
    expect(expandUpcE(written)).toBeNull()
  })
})
